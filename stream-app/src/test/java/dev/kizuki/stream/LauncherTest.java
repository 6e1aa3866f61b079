package dev.kizuki.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The script {@code kizuki} knows every command of this module. */
class LauncherTest {
  private final Set<String> commands = StreamApp.commandLine().getSubcommands().keySet();

  @Test
  void theLauncherStartsEveryCommand() throws Exception {
    String starts =
        Files.readAllLines(Path.of("../kizuki")).stream()
            .filter(line -> line.contains("module=stream-app"))
            .findFirst()
            .orElseThrow();

    assertThat(starts.replaceAll("\\).*", "").trim().split(" \\| ", -1))
        .containsExactlyInAnyOrderElementsOf(commands);
  }

  @Test
  void theHelpOfTheLauncherNamesEveryCommand() throws Exception {
    String usage = Files.readString(Path.of("../kizuki"));

    assertThat(commands)
        .allSatisfy(command -> assertThat(usage).containsPattern("(?m)^  " + command + " +[a-z]"));
  }
}
