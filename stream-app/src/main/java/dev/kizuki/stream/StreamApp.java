package dev.kizuki.stream;

import dev.kizuki.model.ModelException;
import dev.kizuki.model.Release;
import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.lifecycle.ServiceException;
import java.io.UncheckedIOException;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/** The main class: runs the command that the user names, and maps exceptions to exit codes. */
@Command(
    name = "kizuki",
    mixinStandardHelpOptions = true,
    description = "Scores the images that devices publish, and reports those that are not normal.",
    subcommands = {
      RunCommand.class,
      ScoreCommand.class,
      InspectCommand.class,
      PublishCommand.class,
      DoctorCommand.class,
      PartitionsCommand.class,
      RejectedCommand.class,
      IncidentsCommand.class,
      LimitsCommand.class,
      ModelsCommand.class,
      ReplayCommand.class,
      ExplainCommand.class,
      RecalibrateCommand.class,
      DatasetCommand.class,
      ConsoleCommand.class
    })
public final class StreamApp {
  private StreamApp() {}

  /**
   * Exits with 0 after success, 1 after a failure, 2 if an argument or the configuration is wrong.
   */
  public static void main(String[] args) {
    if (args.length > 0 && !args[0].equals("run") && !args[0].equals("console")) {
      // a tool reports a failure once; Kafka's clients would log it again and again
      System.setProperty("kizuki.kafka.log", "OFF");
    }
    prepareJvm("service-logback.xml");
    System.exit(commandLine().execute(args));
  }

  /**
   * Sets the system properties of a command. Call it before the first use of logging or of AWT.
   *
   * @param logging the name of the resource that configures Logback; it is not logback.xml because
   *     the embedded brokers contain a logback.xml of their own
   */
  public static void prepareJvm(String logging) {
    System.setProperty("java.awt.headless", "true");
    Locale.setDefault(Locale.ROOT);
    System.getProperties().putIfAbsent("logback.configurationFile", logging);
  }

  /** Creates the command line with every command. */
  public static CommandLine commandLine() {
    return commandLine(new StreamApp());
  }

  /** Creates a command line that reports failures and exit codes as this one does. */
  public static CommandLine commandLine(Object command) {
    CommandLine line =
        new CommandLine(command)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(StreamApp::explain);
    setVersion(line, Release.current().text());
    return line;
  }

  /** Sets what {@code --version} prints, for a command and all its subcommands. */
  private static void setVersion(CommandLine line, String version) {
    line.getCommandSpec().version(version);
    line.getSubcommands().values().forEach(each -> setVersion(each, version));
  }

  /**
   * Prints one line if the user can fix the cause. Any other exception is a bug: prints its trace.
   */
  private static int explain(Exception e, CommandLine command, ParseResult result) {
    if (e instanceof ConfigurationException || e instanceof IllegalArgumentException) {
      command.getErr().println(command.getColorScheme().errorText(e.getMessage()));
      return CommandLine.ExitCode.USAGE;
    }
    if (e instanceof ModelException
        || e instanceof ServiceException
        || e instanceof UncheckedIOException) {
      command.getErr().println(command.getColorScheme().errorText(e.getMessage()));
      return CommandLine.ExitCode.SOFTWARE;
    }
    command.getErr().println(command.getColorScheme().richStackTraceString(e));
    return CommandLine.ExitCode.SOFTWARE;
  }
}
