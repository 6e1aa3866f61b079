package dev.kizuki.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Exit codes and output of the commands that need no broker. */
class CommandsTest {
  private static final String MODEL = TestModels.MNIST_ZERO.toString();

  @TempDir private Path folder;

  private record Result(int status, String out, String err) {}

  private static Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line =
        StreamApp.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return new Result(line.execute(arguments), out.toString(), err.toString());
  }

  private static void assertUsageError(Result result, String text) {
    assertThat(result.status()).as(result.err()).isEqualTo(2);
    assertThat(result.err()).contains(text).doesNotContain("\tat ");
  }

  private static void assertFailed(Result result, String text) {
    assertThat(result.status()).as(result.err()).isEqualTo(1);
    assertThat(result.err()).contains(text).doesNotContain("\tat ");
  }

  private String ring() throws Exception {
    return Files.write(folder.resolve("ring.raw"), TestModels.ring()).toString();
  }

  private String cross() throws Exception {
    return Files.write(folder.resolve("cross.raw"), TestModels.cross()).toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "score", "inspect", "publish", "doctor", "rejected"})
  void eachCommandExplainsItself(String command) {
    Result help = run(command, "--help");
    assertThat(help.status()).isZero();
    assertThat(help.out()).contains("kizuki " + command);
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "show", "replay"})
  void eachCommandOfRejectedExplainsItself(String command) {
    Result help = run("rejected", command, "--help");
    assertThat(help.status()).isZero();
    assertThat(help.out()).contains("--config", "--device", "--reason");
  }

  @Test
  void anUnknownCommandOrOptionIsAUsageError() {
    assertUsageError(run("scores"), "scores");
    assertUsageError(run("inspect", "--verbose", MODEL), "--verbose");
  }

  @Test
  void scoresANormalAndAnAnomalousImage() throws Exception {
    Result result = run("score", "--model", MODEL, ring(), cross());
    assertThat(result.status()).isZero();
    List<String> lines = result.out().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).startsWith("normal").contains("score", "p-value", "ring.raw");
    assertThat(lines.get(1)).startsWith("anomalous").contains("cross.raw");
  }

  @Test
  void exitsWith1IfAnImageIsRejectedAndScoresTheOthers() throws Exception {
    Path text = Files.writeString(folder.resolve("text.png"), "no image");
    Result result = run("score", "--model", MODEL, text.toString(), ring());
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.out().lines().toList().get(0))
        .startsWith("rejected")
        .contains("unknown-format");
    assertThat(result.out().lines().toList().get(1)).startsWith("normal");
  }

  @Test
  void aFileThatCannotBeReadDoesNotStopTheOthers() throws Exception {
    ring();
    Files.createSymbolicLink(folder.resolve("a.png"), folder.resolve("missing.png"));
    Result result = run("score", "--model", MODEL, folder.toString());
    assertThat(result.status()).isEqualTo(1);
    List<String> lines = result.out().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).startsWith("unreadable").contains("a.png", "link to nothing");
    assertThat(lines.get(1)).startsWith("normal").contains("ring.raw");
    JsonNode json =
        JsonMapper.shared()
            .readTree(
                run("score", "--json", "--model", MODEL, folder.toString())
                    .out()
                    .lines()
                    .findFirst()
                    .orElseThrow());
    assertThat(json.get("verdict").asString()).isEqualTo("unreadable");
    assertThat(json.get("detail").asString()).contains("link to nothing");
  }

  @Test
  void scoresWhatALinkedFolderHoldsAndNoHiddenFiles() throws Exception {
    Path real = folder.resolve("real");
    Files.createDirectories(real.resolve(".ipynb_checkpoints"));
    Files.write(real.resolve("ring.raw"), TestModels.ring());
    Files.write(real.resolve("._ring.raw"), TestModels.cross());
    Files.write(real.resolve(".ipynb_checkpoints/ring.raw"), TestModels.cross());
    Files.createSymbolicLink(real.resolve("loop"), real);
    Path images = Files.createDirectories(folder.resolve("images"));
    Files.createSymbolicLink(images.resolve("linked"), real);
    Result result = run("score", "--model", MODEL, images.toString());
    assertThat(result.out().lines().toList())
        .singleElement(InstanceOfAssertFactories.STRING)
        .startsWith("normal")
        .contains("linked/ring.raw");
    assertThat(result.status()).isZero();
  }

  @Test
  void writesTheHeatMapsOfAllImagesThatAreScored() throws Exception {
    Path images = Files.createDirectories(folder.resolve("images/line1"));
    Files.write(images.resolve("ring.raw"), TestModels.ring());
    Files.write(images.resolve("cross.raw"), TestModels.cross());
    Files.writeString(images.resolve("text.png"), "no image");
    Files.createSymbolicLink(images.resolve("link.png"), folder.resolve("missing.png"));
    Path maps = folder.resolve("new/maps");
    Result result =
        run(
            "score",
            "--model",
            MODEL,
            "--heatmap",
            maps.toString(),
            folder.resolve("images").toString());
    assertThat(result.status()).as(result.err()).isEqualTo(1);
    assertThat(files(maps))
        .containsExactly(
            "images/line1/cross-heatmap.png",
            "images/line1/cross-map.png",
            "images/line1/ring-heatmap.png",
            "images/line1/ring-map.png");
    BufferedImage map = ImageIO.read(maps.resolve("images/line1/cross-map.png").toFile());
    assertThat(map.getColorModel().hasAlpha()).isTrue();
    assertThat(map.getWidth()).as("28 pixels, enlarged").isEqualTo(18 * 28);
  }

  @Test
  void heatMapsOfFilesOfTheSameNameDoNotReplaceEachOther() throws Exception {
    Path first = Files.createDirectories(folder.resolve("a/images"));
    Path second = Files.createDirectories(folder.resolve("b/images"));
    Files.write(first.resolve("ring.raw"), TestModels.ring());
    Files.write(second.resolve("ring.raw"), TestModels.ring());
    Path maps = folder.resolve("maps");
    String file = first.resolve("ring.raw").toString();
    Result result =
        run(
            "score",
            "--model",
            MODEL,
            "--heatmap",
            maps.toString(),
            first.toString(),
            second.toString(),
            ring(),
            file);
    assertThat(result.status()).as(result.err()).isZero();
    assertThat(files(maps))
        .filteredOn(name -> name.endsWith("-map.png"))
        .containsExactlyInAnyOrder(
            "images/ring-map.png",
            "images/ring-2-map.png",
            "images/ring-3-map.png",
            "ring-map.png");
  }

  @Test
  void aFolderForHeatMapsThatCannotBeMadeIsAUsageError() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertUsageError(
        run("score", "--model", MODEL, "--heatmap", file.toString(), ring()), "--heatmap");
  }

  private static List<String> files(Path folder) throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void printsOneJsonObjectPerLine() throws Exception {
    Path text = Files.writeString(folder.resolve("text.png"), "no image");
    Result result = run("score", "--json", "--model", MODEL, ring(), text.toString());
    List<JsonNode> lines =
        result.out().lines().map(line -> JsonMapper.shared().readTree(line)).toList();
    assertThat(lines.get(0).get("verdict").asString()).isEqualTo("normal");
    assertThat(lines.get(0).get("score").asDouble()).isBetween(0.0, 1.0);
    assertThat(lines.get(0).get("distance").asDouble())
        .isLessThan(lines.get(0).get("threshold").asDouble());
    assertThat(lines.get(1).get("verdict").asString()).isEqualTo("rejected");
    assertThat(lines.get(1).get("reason").asString()).isEqualTo("unknown-format");
  }

  @Test
  void scoresTheFilesOfAFolderInTheOrderOfTheirNames() throws Exception {
    Path images = Files.createDirectories(folder.resolve("images/deep"));
    Files.write(images.resolve("b.raw"), TestModels.ring());
    Files.write(images.resolve("a.raw"), TestModels.ring());
    Result result = run("score", "--model", MODEL, folder.resolve("images").toString());
    assertThat(result.out().lines().map(line -> line.substring(line.length() - 5)))
        .containsExactly("a.raw", "b.raw");
  }

  @Test
  void scoresAPhotographAndSaysThatTheServiceRejectsItByDefault() throws Exception {
    String model = TestModels.resizing(folder).toString();
    Path photograph = Files.write(folder.resolve("photo.jpg"), TestModels.photograph());
    Result result = run("score", "--json", "--model", model, photograph.toString(), ring());
    assertThat(result.status()).as(result.out()).isZero();
    assertThat(result.out().lines())
        .hasSize(2)
        .allSatisfy(
            line -> assertThat(JsonMapper.shared().readTree(line).get("score")).isNotNull());
    assertThat(result.err())
        .startsWith("WARNING: 1 of 2 images are larger")
        .contains("limits.maxImageBytes: ", "max.message.bytes", "28 x 28");
  }

  @Test
  void saysNothingOfTheServicesLimitsIfTheyAreKept() throws Exception {
    assertThat(run("score", "--model", MODEL, ring()).err()).isEmpty();
  }

  @Test
  void aSmallerFalseAlarmRateMovesTheThreshold() throws Exception {
    String image = ring();
    JsonNode few =
        json(run("score", "--json", "--model", MODEL, "--false-alarm-rate", "0.01", image));
    JsonNode many =
        json(run("score", "--json", "--model", MODEL, "--false-alarm-rate", "0.1", image));
    assertThat(few.get("threshold").asDouble()).isGreaterThan(many.get("threshold").asDouble());
    assertThat(few.get("distance").asDouble()).isEqualTo(many.get("distance").asDouble());
  }

  private static JsonNode json(Result result) {
    return JsonMapper.shared().readTree(result.out());
  }

  @Test
  void aFalseAlarmRateThatTheCalibrationCannotGiveIsAUsageError() throws Exception {
    assertThat(run("score", "--model", MODEL, "--false-alarm-rate", "1e-9", ring()).status())
        .isEqualTo(2);
  }

  @Test
  void scoreNeedsAModelAndImages() throws Exception {
    assertUsageError(run("score", ring()), "--model");
    assertUsageError(run("score", "--model", MODEL), "IMAGE");
  }

  @Test
  void missingImagesAreAUsageError() throws Exception {
    assertUsageError(
        run("score", "--model", MODEL, folder.resolve("none.png").toString()),
        "there is no file or folder " + folder.resolve("none.png"));
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertUsageError(run("score", "--model", MODEL, empty.toString()), "there is no file in");
  }

  @Test
  void aFileThatIsNoModelFails() throws Exception {
    Path file = Files.writeString(folder.resolve("no-model.onnx"), "hello");
    assertFailed(run("score", "--model", file.toString(), ring()), "no-model.onnx");
    assertFailed(run("inspect", file.toString()), "no-model.onnx");
    assertFailed(run("inspect", folder.resolve("missing.onnx").toString()), "missing.onnx");
  }

  @Test
  void inspectPrintsWhatIsInAModel() {
    Result result = run("inspect", MODEL);
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .contains("input         28 x 28 pixels, gray")
        .contains("golden images reproduced")
        .containsPattern("sha256        [0-9a-f]{64}\n")
        .contains("threshold", "calibration", "trained on", "seed", "made with");
  }

  @Test
  void inspectNeedsAFile() {
    assertUsageError(run("inspect"), "FILE");
  }

  @Test
  void publishNeedsBrokerDeviceAndImages() throws Exception {
    assertUsageError(run("publish", "--device", "camera", ring()), "--broker");
    assertUsageError(run("publish", "--broker", "tcp://127.0.0.1:1", ring()), "--device");
    assertUsageError(run("publish", "--broker", "tcp://127.0.0.1:1", "--device", "c"), "IMAGE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "+", "a#", " "})
  void aDeviceThatIsNoLevelOfATopicIsAUsageError(String device) throws Exception {
    assertUsageError(
        run("publish", "--broker", "tcp://127.0.0.1:1", "--device", device, ring()), "--device");
  }

  @Test
  void publishLooksForTheFilesBeforeItConnects() {
    assertUsageError(
        run("publish", "--broker", "tcp://127.0.0.1:1", "--device", "c", "/none/a.png"),
        "/none/a.png");
  }

  @Test
  void publishNamesACertificateFileThatIsMissing() throws Exception {
    assertUsageError(
        run(
            "publish",
            "--broker",
            "ssl://127.0.0.1:1",
            "--device",
            "camera",
            "--trusted-file",
            "/none/ca.pem",
            ring()),
        "/none/ca.pem");
  }

  @Test
  void doctorNamesAConfigurationThatIsMissingOrWrong() throws Exception {
    assertUsageError(run("doctor", "--config", "/none/kizuki.yaml"), "/none/kizuki.yaml");
    Path wrong =
        Files.writeString(folder.resolve("kizuki.yaml"), "models: [{file: a}]\nhttp: {port: -1}");
    assertUsageError(run("doctor", "--config", wrong.toString()), "http.port");
  }

  @Test
  void replayNeedsASelection() {
    assertUsageError(run("rejected", "replay"), "PARTITION@OFFSET");
  }

  @Test
  void showNeedsAnImage() {
    assertUsageError(run("rejected", "show"), "PARTITION@OFFSET");
  }
}
