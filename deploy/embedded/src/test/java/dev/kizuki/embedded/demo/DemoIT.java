package dev.kizuki.embedded.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.embedded.servers.EmbeddedModels;
import dev.kizuki.embedded.simulator.SimulateCommand;
import dev.kizuki.stream.StreamApp;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DemoIT {
  @TempDir private Path folder;

  @Test
  void eachImageHasItsVerdictAndTheAlertsAreRight() {
    StringWriter output = new StringWriter();
    CommandLine demo = StreamApp.commandLine(new DemoCommand()).setOut(new PrintWriter(output));
    int exitCode =
        demo.execute(
            "--images",
            "200",
            "--rate",
            "50",
            "--json",
            "--model",
            EmbeddedModels.DEMO_PARTS.toString());
    assertThat(exitCode).as(output.toString()).isZero();
    List<String> lines = output.toString().lines().toList();
    JsonNode summary = JsonMapper.shared().readTree(lines.get(lines.size() - 1));
    assertThat(summary.get("published").asInt()).isEqualTo(200);
    assertThat(summary.get("scored").asInt() + summary.get("rejected").asInt()).isEqualTo(200);
    assertThat(summary.get("recall").asDouble()).isGreaterThanOrEqualTo(0.9);
    assertThat(summary.get("precision").asDouble()).isGreaterThanOrEqualTo(0.85);
    assertThat(lines).anyMatch(line -> line.contains("ANOMALY"));
  }

  @Test
  void simulateWritesADataSet() throws Exception {
    CommandLine simulate = StreamApp.commandLine(new SimulateCommand());
    assertThat(
            simulate.execute(
                "--out", folder.toString(), "--normal", "10", "--defective", "5", "--seed", "3"))
        .isZero();
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
}
