package dev.kizuki.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.scoring.ImageJudge;
import dev.kizuki.scoring.Model;
import dev.kizuki.scoring.Verdict;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command line of train, on images that are learned in a second. */
class TrainCommandTest {
  @TempDir private Path folder;
  private final StringWriter output = new StringWriter();

  @BeforeEach
  void draw() {
    TestImages.rings(folder.resolve("data/train/good"), 300, 1);
    TestImages.rings(folder.resolve("data/test/good"), 60, 2);
    TestImages.crosses(folder.resolve("data/test/crossed"), 30, 3);
  }

  private int kizuki(String... arguments) {
    CommandLine command = Trainer.commandLine();
    command.setOut(new PrintWriter(output));
    command.setErr(new PrintWriter(output));
    return command.execute(arguments);
  }

  private int train(String out, String... more) {
    return trainOn("data", out, more);
  }

  /** By default two epochs, and a rate that some hundred images can promise. */
  private int trainOn(String data, String out, String... more) {
    List<String> given = List.of(more);
    List<String> arguments = new ArrayList<>(List.of("train"));
    arguments.addAll(List.of("--data", folder.resolve(data).toString()));
    arguments.addAll(List.of("--out", folder.resolve(out).toString()));
    arguments.addAll(List.of("--data-licence", "drawn for this test"));
    if (given.stream().noneMatch(option -> option.startsWith("--false-alarm"))) {
      arguments.addAll(List.of("--false-alarm-rate", "0.02"));
    }
    if (!given.contains("--epochs") && !given.contains("--steps")) {
      arguments.addAll(List.of("--epochs", "2"));
    }
    arguments.addAll(given);
    return kizuki(arguments.toArray(new String[0]));
  }

  /** Evaluates model.onnx on the data set. */
  private int evaluate(String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("evaluate", "--model", folder.resolve("model.onnx").toString()));
    arguments.addAll(List.of("--data", folder.resolve("data").toString()));
    arguments.addAll(List.of(more));
    output.getBuffer().setLength(0);
    return kizuki(arguments.toArray(new String[0]));
  }

  private double anomalousShare(Path model, String label) throws IOException {
    try (Model loaded = Model.load(model);
        ImageJudge judge = new ImageJudge(loaded, ImageLimits.DEFAULT);
        Stream<Path> files = Files.list(folder.resolve("data/test").resolve(label))) {
      List<Path> images = files.toList();
      long anomalous = 0;
      for (Path image : images) {
        anomalous += judge.judge(Files.readAllBytes(image)) instanceof Verdict.Anomalous ? 1 : 0;
      }
      return (double) anomalous / images.size();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "mlp, --feature hidden",
    "mlp, --feature mu",
    "mlp, --feature mu+logvar",
    "mlp, --feature residual",
    "conv, --feature gradients+residual",
    "conv, --feature conv --likelihood gaussian --warm-up 1",
    "conv, --feature gradients --covariance ledoit-wolf",
    "conv, --feature conv+gradients --auxiliary cut-paste",
    "conv, --patience 1 --schedule constant",
    "conv, --size 48 --resize crop --feature conv+gradients",
    "conv, --size 48 --align none",
  })
  void everyFeatureGivesAModelThatFindsAnomalies(String network, String options)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--network", network, "--latent", "4"));
    arguments.addAll(List.of(options.split(" ")));
    int exitCode = train("model.onnx", arguments.toArray(new String[0]));
    assertThat(exitCode).as(output.toString()).isZero();
    assertThat(output.toString())
        .contains("300 normal images labelled 'good'", "latents differ by", "Distance on: ")
        .containsPattern(
            "From reading the images to the model file: [0-9]+ s, and [0-9]+ s of CPU");
    Path model = folder.resolve("model.onnx");
    assertThat(anomalousShare(model, "good")).isLessThan(0.15);
    assertThat(anomalousShare(model, "crossed")).isGreaterThan(0.9);
  }

  @Test
  void theSameSeedGivesTheSameFileAndAnotherSeedAnother() throws IOException {
    for (String network : new String[] {"mlp", "conv"}) {
      for (String[] model : new String[][] {{"a.onnx", "5"}, {"b.onnx", "5"}, {"c.onnx", "6"}}) {
        int exitCode =
            train(
                model[0],
                "--network",
                network,
                "--size",
                "40",
                "--epochs",
                "1",
                "--name",
                "m",
                "--seed",
                model[1]);
        assertThat(exitCode).as(output.toString()).isZero();
      }
      byte[] first = Files.readAllBytes(folder.resolve("a.onnx"));
      assertThat(Files.readAllBytes(folder.resolve("b.onnx"))).isEqualTo(first);
      assertThat(Files.readAllBytes(folder.resolve("c.onnx"))).isNotEqualTo(first);
    }
  }

  @Test
  void writesACardAndTheResultsOfEachEpoch() throws IOException {
    assertThat(train("parts.onnx", "--network", "conv")).isZero();
    assertThat(folder.resolve("parts.md"))
        .content()
        .contains("# parts 1", "300 files were found", "drawn for this test");
    assertThat(folder.resolve("parts-training/epochs.csv"))
        .content()
        .startsWith("epoch,loss,reconstruction,kl,held_out_loss,mean_mu,mean_sigma\n1,")
        .hasLineCount(3);
    assertThat(folder.resolve("parts-training"))
        .isDirectoryContaining("glob:**/{loss,mu,sigma}.png");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .containsExactlyInAnyOrder("data", "parts.onnx", "parts.md", "parts-training");
    }
  }

  @Test
  void evaluatePrintsItsResults() {
    assertThat(train("model.onnx", "--network", "conv")).isZero();
    assertThat(evaluate()).as(output.toString()).isZero();
    assertThat(output.toString())
        .contains(
            "60 normal ('good') and 30 anomalous", "crossed", "5-NN on pixels", "promised 0.02");
    assertThat(evaluate("--json")).isZero();
    JsonNode json = JsonMapper.shared().readTree(output.toString());
    assertThat(json.get("auroc").asDouble()).isGreaterThan(0.95);
    assertThat(json.get("byLabel").get("crossed").get("images").asInt()).isEqualTo(30);
    assertThat(json.get("sweep")).hasSize(201);
    assertThat(evaluate("--anomalous", "crossed", "bent")).isEqualTo(1);
    assertThat(output.toString()).contains("the test part holds [crossed, good]");
  }

  @Test
  void evaluateNamesTheImagesThatItCannotScoreAndMeasuresTheOthers() throws IOException {
    assertThat(train("model.onnx", "--network", "conv", "--feature", "gradients")).isZero();
    Files.createSymbolicLink(folder.resolve("data/test/good/gone.png"), folder.resolve("none"));
    Files.writeString(folder.resolve("data/test/crossed/broken.png"), "no image");
    Files.createSymbolicLink(folder.resolve("data/train/good/gone.png"), folder.resolve("none"));
    assertThat(evaluate()).isEqualTo(1);
    assertThat(output.toString())
        .contains(
            "Test images that could not be scored (2)",
            "gone.png: cannot be read: there is no such file",
            "broken.png: 8 bytes that are neither PNG nor JPEG",
            "60 normal ('good') and 30 anomalous test images, 2 more could not be scored",
            "5-NN on pixels");
  }

  @ParameterizedTest
  @CsvSource({"mlp, 100", "conv, 1e10", "conv, 3"})
  void aTrainingThatDivergesWritesNoModel(String network, String learningRate) {
    assertThat(train("model.onnx", "--network", network, "--learning-rate", learningRate))
        .as(output.toString())
        .isEqualTo(1);
    assertThat(output.toString()).contains("The training diverged", "--learning-rate (it is ");
    assertThat(folder.resolve("model.onnx")).doesNotExist();
  }

  @Test
  void placesThatCannotBeWrittenAreRefusedBeforeTheTraining() throws IOException {
    Files.createFile(folder.resolve("model-training"));
    assertThat(train("model.onnx")).isEqualTo(2);
    assertThat(output.toString()).contains("model-training").doesNotContain("normal images");
    Files.createFile(folder.resolve("report"));
    assertThat(evaluate("--report", folder.resolve("report").toString())).isEqualTo(1);
    assertThat(output.toString()).contains("cannot make the folder");
    assertThat(evaluate("--card")).isEqualTo(1);
    assertThat(output.toString()).contains("There is no card");
  }

  @Test
  void theReportIsOnePageWithEveryFigure() throws IOException {
    assertThat(train("model.onnx", "--network", "conv")).isZero();
    assertThat(evaluate("--report", folder.resolve("report").toString()))
        .as(output.toString())
        .isZero();
    assertThat(folder.resolve("report/report.html"))
        .content()
        .contains("crossed", "gradients alone", "Most anomalous", "data:image/png;base64,")
        .as("no network is needed to read it")
        .doesNotContain("http://", "https://", "src=\"/")
        .as("eleven figures")
        .satisfies(page -> assertThat(page.split("<figcaption>[^<]*[A-Za-z]", -1)).hasSize(12));
    assertThat(folder.resolve("report/sweep.csv")).content().hasLineCount(202);
  }

  @Test
  void idxImagesAreScaledInEvaluationAsTheyWereInTraining() {
    TestImages.idx(folder.resolve("idx"), "train", 150, 0, 1);
    TestImages.idx(folder.resolve("idx"), "t10k", 40, 20, 2);
    assertThat(trainOn("idx", "idx.onnx", "--size", "24", "--feature", "gradients"))
        .as(output.toString())
        .isZero();
    String model = folder.resolve("idx.onnx").toString();
    assertThat(kizuki("evaluate", "--model", model, "--data", folder.resolve("idx").toString()))
        .as(output.toString())
        .isZero();
    assertThat(output.toString()).contains("on 40 normal ('0') and 20 anomalous test images");
  }

  @Test
  void evaluateWritesItsResultsIntoTheCard() throws IOException {
    assertThat(train("model.onnx", "--network", "conv", "--feature", "gradients")).isZero();
    Path card = folder.resolve("model.md");
    assertThat(card).content().contains("was not evaluated on test images yet");
    assertThat(evaluate("--card")).as(output.toString()).isZero();
    String once = Files.readString(card);
    assertThat(once)
        .contains("# model 1", "On the test part of `data`, 90 images", "AUROC", "## Limits")
        .doesNotContain("not evaluated on test images yet", folder.toString());
    assertThat(evaluate("--card")).isZero();
    assertThat(card).content().isEqualTo(once);
    Files.delete(card);
    assertThat(evaluate("--card")).isEqualTo(1);
    assertThat(output.toString()).contains("There is no card");
  }

  @Test
  void aRateThatNeedsMoreImagesIsExtrapolated() {
    int exitCode =
        train(
            "a.onnx",
            "--epochs",
            "1",
            "--feature",
            "gradients",
            "--false-alarms",
            "1 per 8h at 1/s");
    assertThat(exitCode).as(output.toString()).isZero();
    assertThat(output.toString())
        .contains("will be extrapolated", "EXTRAPOLATED", "28799 are needed");
    assertThat(folder.resolve("a.md")).content().contains("EXTRAPOLATED");
    try (Model model = Model.load(folder.resolve("a.onnx"))) {
      assertThat(model.metadata().threshold().rule())
          .isEqualTo(dev.kizuki.model.Threshold.Rule.EXTRAPOLATED);
    }
  }

  @Test
  void tooFewImagesAreRefusedWithTheNumberNeeded() {
    assertThat(train("a.onnx", "--false-alarm-rate", "0.001", "--no-extrapolate")).isEqualTo(1);
    assertThat(output.toString()).contains("that takes 1998");
    assertThat(folder.resolve("a.onnx")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "--feature, texture, there is no feature 'texture'",
    "--covariance, none, the covariance is 'ledoit-wolf' or 'ridge:R'",
    "--epochs, -1, epochs must be positive",
    "--size, big, a size is WIDTHxHEIGHT",
    "--normal, bad, There is no label 'bad' to train on",
    "--network, mlp --feature conv, the network 'mlp' has no convolution",
    "--size, 8, too small for the network 'conv'",
    "--network, patch, the network 'patch' was removed: use --network photo",
    "--network, PATCH, the network 'patch' was removed: use --network photo",
    "--network, dense, there is no network 'dense'",
    "--size, 72 --resize fit, use --resize stretch or crop",
    "--epochs, 3 --network photo --size 72, is not an option of the network 'photo'",
    "--likelihood, unbounded, for option '--likelihood'",
    "--auxiliary, cut-paste --network mlp, has no convolution for an auxiliary task",
    "--false-alarms, often, false alarms are given as",
    "--model-version, 1/2, --model-version must be letters",
    "--gaussian, position, '--gaussian'",
  })
  void aWrongOptionIsRefusedWithItsName(String option, String value, String message) {
    List<String> arguments = new ArrayList<>(List.of(option));
    arguments.addAll(List.of(value.split(" ")));
    if (!arguments.contains("--network")) {
      arguments.addAll(List.of("--network", "conv"));
    }
    assertThat(train("a.onnx", arguments.toArray(new String[0]))).isNotZero();
    assertThat(output.toString())
        .contains(message)
        .doesNotContain("\tat ")
        .as("before anything is trained")
        .doesNotContain("Training ");
    assertThat(folder.resolve("a.onnx")).doesNotExist();
  }

  @Test
  void aPhotographOfAnOddSizeIsScaledByDefault() throws IOException {
    TestImages.rings(folder.resolve("odd"), 120, 4, 75, 50);
    assertThat(trainOn("odd", "odd.onnx", "--steps", "2")).as(output.toString()).isZero();
    try (Model model = Model.load(folder.resolve("odd.onnx"))) {
      assertThat(model.metadata().preprocessing().width()).isEqualTo(72);
      assertThat(model.metadata().preprocessing().height()).isEqualTo(48);
    }
  }
}
