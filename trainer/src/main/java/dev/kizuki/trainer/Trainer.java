package dev.kizuki.trainer;

import dev.kizuki.model.ModelException;
import dev.kizuki.model.Release;
import dev.kizuki.trainer.benchmark.BenchmarkCommand;
import dev.kizuki.trainer.data.DataException;
import dev.kizuki.trainer.data.JavaMemory;
import java.io.UncheckedIOException;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The trainer's main: finds the command, runs it, and turns exceptions into exit codes. */
@Command(
    name = "kizuki",
    mixinStandardHelpOptions = true,
    description = "Learns from normal images and writes the model as one ONNX file.",
    subcommands = {
      TrainCommand.class,
      CalibrateCommand.class,
      EvaluateCommand.class,
      BenchmarkCommand.class
    })
public final class Trainer {
  private Trainer() {}

  /** Exits with 0 if all went well, 1 if something failed, 2 if the command line is wrong. */
  public static void main(String[] args) {
    System.setProperty("java.awt.headless", "true");
    // Numbers in cards and messages have the same form in every locale, and can be typed as
    // options.
    Locale.setDefault(Locale.ROOT);
    System.getProperties().putIfAbsent("logback.configurationFile", "trainer-logback.xml");
    System.exit(commandLine().execute(args));
  }

  /** Creates the command line with every command. */
  public static CommandLine commandLine() {
    CommandLine line =
        new CommandLine(new Trainer())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionStrategy(Trainer::run)
            .setExecutionExceptionHandler(Trainer::explain);
    setVersion(line, Release.current().text());
    return line;
  }

  /** Sets what {@code --version} prints, for a command and all its subcommands. */
  private static void setVersion(CommandLine line, String version) {
    line.getCommandSpec().version(version);
    line.getSubcommands().values().forEach(each -> setVersion(each, version));
  }

  /** Runs the command; Picocli hands only exceptions to the handler, and no errors. */
  private static int run(CommandLine.ParseResult result) {
    try {
      return new CommandLine.RunLast().execute(result);
    } catch (OutOfMemoryError e) {
      CommandLine command = result.commandSpec().commandLine();
      return explain(JavaMemory.exhausted("this command", e), command, result);
    }
  }

  /**
   * Prints one line for an error that the user can correct. Any other exception is a bug and is
   * printed with its trace.
   */
  private static int explain(Exception e, CommandLine command, CommandLine.ParseResult result) {
    if (e instanceof DataException
        || e instanceof ModelException
        || e instanceof IllegalArgumentException
        || e instanceof UncheckedIOException) {
      String cause = e instanceof UncheckedIOException ? ": " + e.getCause() : "";
      command.getErr().println(command.getColorScheme().errorText(e.getMessage() + cause));
      return e instanceof IllegalArgumentException
          ? CommandLine.ExitCode.USAGE
          : CommandLine.ExitCode.SOFTWARE;
    }
    command.getErr().println(command.getColorScheme().richStackTraceString(e));
    return CommandLine.ExitCode.SOFTWARE;
  }
}
