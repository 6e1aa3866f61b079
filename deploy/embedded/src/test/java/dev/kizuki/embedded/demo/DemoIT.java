package dev.kizuki.embedded.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.embedded.servers.ShippedModels;
import dev.kizuki.stream.StreamApp;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DemoIT {
  @Test
  void everyImageHasItsVerdictAndTheAlertsAreRight() {
    StringWriter output = new StringWriter();
    CommandLine demo = StreamApp.commandLine(new DemoCommand()).setOut(new PrintWriter(output));
    int exitCode =
        demo.execute(
            "--images",
            "200",
            "--rate",
            "50",
            "--json",
            "--models",
            ShippedModels.FOLDER.toString());
    assertThat(exitCode).as(output.toString()).isZero();
    List<String> lines = output.toString().lines().toList();
    JsonNode summary = JsonMapper.shared().readTree(lines.get(lines.size() - 1));
    assertThat(summary.get("published").asInt()).isEqualTo(200);
    assertThat(summary.get("scored").asInt() + summary.get("rejected").asInt()).isEqualTo(200);
    assertThat(summary.get("recall").asDouble()).isGreaterThanOrEqualTo(0.9);
    assertThat(summary.get("precision").asDouble()).isGreaterThanOrEqualTo(0.85);
    assertThat(lines).anyMatch(line -> line.contains("ANOMALY"));
  }
}
