package dev.kizuki.embedded;

import dev.kizuki.embedded.bench.BenchCommand;
import dev.kizuki.embedded.demo.CamerasCommand;
import dev.kizuki.embedded.demo.DemoCommand;
import dev.kizuki.embedded.simulator.SimulateCommand;
import dev.kizuki.stream.StreamApp;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The main class of the commands that bring their own brokers or cameras. */
@Command(
    name = "kizuki",
    mixinStandardHelpOptions = true,
    description = "Runs Kizuki with brokers and simulated cameras in one JVM.",
    subcommands = {
      DemoCommand.class,
      CamerasCommand.class,
      SimulateCommand.class,
      BenchCommand.class
    })
public final class Embedded {
  private Embedded() {}

  /** Exits with 0 on success, 1 on a failure, 2 if the command line is wrong. */
  public static void main(String[] args) {
    StreamApp.prepareJvm("demo-logback.xml");
    System.exit(commandLine().execute(args));
  }

  /** Creates the command line with every command. */
  public static CommandLine commandLine() {
    return StreamApp.commandLine(new Embedded());
  }
}
