package dev.kizuki.embedded;

import dev.kizuki.embedded.bench.BenchCommand;
import dev.kizuki.stream.StreamApp;
import picocli.CommandLine.Command;

/** The main of the commands that need brokers or cameras of their own. */
@Command(
    name = "kizuki",
    description = "Kizuki with everything around it in one JVM.",
    subcommands = {
      DemoCommand.class,
      CamerasCommand.class,
      SimulateCommand.class,
      BenchCommand.class
    })
public final class Embedded {
  private Embedded() {}

  /** Exits with 0 if all went well, 1 if something failed, 2 if the command line is wrong. */
  public static void main(String[] args) {
    StreamApp.prepareJvm("demo-logback.xml");
    System.exit(StreamApp.commandLine(new Embedded()).execute(args));
  }
}
