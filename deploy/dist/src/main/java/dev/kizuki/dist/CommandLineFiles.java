package dev.kizuki.dist;

import dev.kizuki.embedded.Embedded;
import dev.kizuki.model.Release;
import dev.kizuki.stream.StreamApp;
import dev.kizuki.trainer.Trainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.codegen.docgen.manpage.ManPageGenerator;

/** Writes the completion for bash and zsh, and the sources of the man pages, of all commands. */
public final class CommandLineFiles {
  private CommandLineFiles() {}

  /** The script {@code kizuki}, which starts the commands of all modules. */
  @Command(
      name = "kizuki",
      mixinStandardHelpOptions = true,
      description = {
        "Watches the images that devices publish over MQTT, and reports those that are not normal.",
        "It learns from normal images alone. JAVA_HOME chooses the Java that runs, and JAVA_OPTS"
            + " is passed to it."
      })
  private static final class Launcher {}

  /**
   * Writes {@code completion/kizuki}, and one AsciiDoc file for each command under {@code man}.
   *
   * @param args the folder to write to
   * @throws IOException if a file cannot be written
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    CommandLine kizuki = commandLine();
    Path completion = Files.createDirectories(folder.resolve("completion")).resolve("kizuki");
    Files.writeString(completion, AutoComplete.bash("kizuki", kizuki));
    Path pages = Files.createDirectories(folder.resolve("man"));
    int code =
        ManPageGenerator.generateManPage(
            pages.toFile(),
            /* customizablePagesDirectory= */ null,
            new boolean[0],
            /* overwriteCustomizablePages= */ true,
            kizuki.getCommandSpec());
    if (code != CommandLine.ExitCode.OK) {
      throw new IOException("the man pages cannot be written, code " + code);
    }
  }

  /** One command with the subcommands of all modules, as the script {@code kizuki} offers them. */
  static CommandLine commandLine() {
    CommandLine kizuki = new CommandLine(new Launcher());
    for (CommandLine module :
        List.of(StreamApp.commandLine(), Embedded.commandLine(), Trainer.commandLine())) {
      module.getSubcommands().forEach(kizuki::addSubcommand);
    }
    // Neither the commit nor the Java of the build belongs on a page.
    setVersion(kizuki, "Kizuki " + Release.current().version());
    return kizuki;
  }

  private static void setVersion(CommandLine line, String version) {
    line.getCommandSpec().version(version);
    line.getSubcommands().values().forEach(each -> setVersion(each, version));
  }
}
