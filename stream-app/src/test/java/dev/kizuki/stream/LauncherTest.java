package dev.kizuki.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The script {@code kizuki} knows every command of this module. */
class LauncherTest {
  private final Set<String> commands = StreamApp.commandLine().getSubcommands().keySet();

  @Test
  void theLauncherStartsEveryCommand() throws Exception {
    Matcher starts =
        Pattern.compile("(?m)^ *([a-z |]+)\\)\\s+module=stream-app ")
            .matcher(Files.readString(Path.of("../kizuki")));

    assertThat(starts.find()).isTrue();
    assertThat(starts.group(1).split(" \\| ", -1)).containsExactlyInAnyOrderElementsOf(commands);
  }

  @Test
  void theHelpOfTheLauncherNamesEveryCommand() throws Exception {
    String usage = Files.readString(Path.of("../kizuki"));

    assertThat(commands)
        .allSatisfy(command -> assertThat(usage).containsPattern("(?m)^  " + command + " +[a-z]"));
  }
}
