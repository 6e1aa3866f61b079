package dev.kizuki.stream;

import dev.kizuki.model.ModelException;
import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.lifecycle.ServiceException;
import java.io.UncheckedIOException;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/** The service's main: finds the command, runs it, and turns exceptions into exit codes. */
@Command(
    name = "kizuki",
    description = "Scores the images that devices publish, and says which are not normal.",
    subcommands = {
      RunCommand.class,
      ScoreCommand.class,
      InspectCommand.class,
      PublishCommand.class,
      DoctorCommand.class,
      RejectedCommand.class
    })
public final class StreamApp {
  private StreamApp() {}

  /** Exits with 0 if all went well, 1 if something failed, 2 if what the user said is wrong. */
  public static void main(String[] args) {
    if (args.length > 0 && !args[0].equals("run")) {
      // a tool says once itself what Kafka's clients would say again and again
      System.setProperty("kizuki.kafka.log", "OFF");
    }
    prepareJvm("service-logback.xml");
    System.exit(commandLine().execute(args));
  }

  /**
   * To be called before anything logs or draws.
   *
   * @param logging the resource that configures it, by name: the embedded brokers bring a
   *     logback.xml of their own
   */
  public static void prepareJvm(String logging) {
    System.setProperty("java.awt.headless", "true");
    Locale.setDefault(Locale.ROOT);
    System.getProperties().putIfAbsent("logback.configurationFile", logging);
  }

  /** The service's own command line. */
  public static CommandLine commandLine() {
    return commandLine(new StreamApp());
  }

  /** A command line whose failures are told as ours are. */
  public static CommandLine commandLine(Object command) {
    CommandLine line =
        new CommandLine(command)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(StreamApp::explain);
    String version = StreamApp.class.getPackage().getImplementationVersion();
    line.getSubcommands()
        .values()
        .forEach(each -> each.getCommandSpec().version("Kizuki " + version));
    return line;
  }

  /** What a user can mend is told in one line; anything else is a bug and shows its trace. */
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
