package dev.kizuki.embedded.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.StreamApp;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateCommandTest {
  @TempDir private Path folder;

  private int simulate() {
    return StreamApp.commandLine(new SimulateCommand())
        .setErr(new PrintWriter(new StringWriter()))
        .execute("--out", folder.toString(), "--normal", "10", "--defective", "5", "--seed", "3");
  }

  @Test
  void writesADataSet() throws Exception {
    assertThat(simulate()).isZero();
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile).map(f -> folder.relativize(f.getParent())))
          .hasSize(15)
          .contains(
              Path.of("train/good"),
              Path.of("test/good"),
              Path.of("test/scratch"),
              Path.of("test/missing-hole"));
    }
  }

  @Test
  void refusesAFolderThatIsNotEmpty() throws Exception {
    Files.writeString(folder.resolve("file"), "");
    assertThat(simulate()).isEqualTo(2);
  }
}
