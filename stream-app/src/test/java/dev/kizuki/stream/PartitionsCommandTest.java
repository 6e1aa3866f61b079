package dev.kizuki.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PartitionsCommandTest {
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  private int run(String... args) {
    CommandLine line = StreamApp.commandLine();
    line.setErr(new PrintWriter(err, true));
    return line.execute(args);
  }

  @Test
  void refusesANegativeNumber() {
    assertThat(run("partitions", "--to", "-1")).isEqualTo(2);
    assertThat(err.toString()).contains("--to must be positive, was -1");
  }

  @Test
  void refusesAConfigurationThatIsWrong() throws Exception {
    Path file = Files.writeString(folder.resolve("kizuki.yaml"), "kafka: {partition: 3}");
    assertThat(run("partitions", "--config", file.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("partition");
  }
}
