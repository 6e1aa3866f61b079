package dev.kizuki.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchmarkCommandTest {
  @TempDir private Path folder;
  private final StringWriter output = new StringWriter();

  @BeforeEach
  void draw() {
    TestImages.rings(folder.resolve("data/train/ring"), 220, 1);
    TestImages.rings(folder.resolve("data/test/ring"), 40, 2);
    TestImages.crosses(folder.resolve("data/train/cross"), 220, 3);
    TestImages.crosses(folder.resolve("data/test/cross"), 40, 4);
  }

  private int benchmark(String experiment, String... more) {
    output.getBuffer().setLength(0);
    CommandLine command = Trainer.commandLine();
    command.setOut(new PrintWriter(output));
    command.setErr(new PrintWriter(output));
    List<String> arguments = new java.util.ArrayList<>(List.of("benchmark", experiment));
    arguments.addAll(List.of("--data", folder.resolve("data").toString()));
    arguments.addAll(List.of("--out", folder.resolve("results").toString(), "--seeds", "1"));
    arguments.addAll(List.of(more));
    return command.execute(arguments.toArray(new String[0]));
  }

  @Test
  void oneClassContinuesAfterAStop() throws IOException {
    assertThat(benchmark("one-class")).as(output.toString()).isZero();
    assertThat(output.toString())
        .contains(
            "class cross, seed 1",
            "class ring, seed 1",
            "gradients alone",
            "| chosen by the rule |");
    Path results = folder.resolve("results/one-class.jsonl");
    List<String> planAndRuns = Files.readAllLines(results);
    assertThat(planAndRuns).hasSize(3);
    // the process ended while it wrote the second run
    Files.writeString(
        results,
        planAndRuns.get(0) + "\n" + planAndRuns.get(1) + "\n" + planAndRuns.get(2).substring(0, 9));
    assertThat(benchmark("one-class")).as(output.toString()).isZero();
    assertThat(output.toString())
        .contains("class ring, seed 1")
        .doesNotContain("class cross, seed");
    assertThat(Files.readAllLines(results)).hasSize(3);
    assertThat(folder.resolve("results/one-class.md")).isNotEmptyFile();
    TestImages.crosses(folder.resolve("data/test/cross"), 41, 4);
    assertThat(benchmark("one-class")).isEqualTo(1);
    assertThat(output.toString()).contains("holds results of {data=", "give another --out");
  }

  @Test
  void theArticlesProtocolStandsBesideAnHonestOne() {
    assertThat(benchmark("article", "--normal", "ring", "--anomalous", "cross", "--epochs", "1"))
        .as(output.toString())
        .isZero();
    assertThat(output.toString())
        .contains(
            "| the article's | mlp, t-SNE of mu to 2 |",
            "best F on these very images",
            "| held-out | mlp, hidden |",
            "1 % of held-out normals");
  }

  @Test
  void latentDimensionsGetATableAndAFigure() {
    assertThat(
            benchmark(
                "latent",
                "--normal",
                "ring",
                "--anomalous",
                "cross",
                "--epochs",
                "1",
                "--dimensions",
                "2,4"))
        .as(output.toString())
        .isZero();
    assertThat(output.toString()).contains("| D | active |", "| 2 |", "| 4 |", "mu, PCA to 2");
    assertThat(folder.resolve("results/latent-mlp.png")).isNotEmptyFile();
  }

  @ParameterizedTest
  @CsvSource({
    "--network, patch, 'expected one of [MLP, CONV]'",
    "--dimensions, '1,2', from 2 on",
  })
  void anImpossibleStudyIsRefusedBeforeTheTraining(String option, String value, String message) {
    assertThat(benchmark("latent", option, value)).isEqualTo(2);
    assertThat(output.toString()).contains(message);
    assertThat(folder.resolve("results")).doesNotExist();
  }

  @Test
  void aFileOfAnotherExperimentIsRefused() throws IOException {
    Files.createDirectories(folder.resolve("results"));
    Files.writeString(folder.resolve("results/one-class.jsonl"), "class,seed,auroc\n");
    assertThat(benchmark("one-class")).isEqualTo(1);
    assertThat(output.toString()).contains("holds no results", "give another --out");
  }

  @Test
  void promisesAreMeasuredWithoutTraining() throws IOException {
    CommandLine command = Trainer.commandLine();
    command.setOut(new PrintWriter(output));
    command.setErr(new PrintWriter(output));
    String model = "../onnx-models/models/demo-parts.onnx";
    String results = folder.resolve("results").toString();
    assertThat(
            command.execute(
                "benchmark", "promise", "--model", model, "--splits", "3", "--out", results))
        .as(output.toString())
        .isZero();
    assertThat(folder.resolve("results/promise-demo-parts.md"))
        .content()
        .contains("demo-parts, calibration images", "| train | conformal |", "| 1.0 % | 112 |");
  }
}
