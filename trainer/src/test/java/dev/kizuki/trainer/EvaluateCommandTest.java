package dev.kizuki.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command line of evaluate, with a model that gives a map and one that gives none. */
class EvaluateCommandTest {
  @TempDir private static Path models;
  @TempDir private Path data;
  private final StringWriter output = new StringWriter();

  @BeforeAll
  static void train() {
    TestImages.rings(models.resolve("data/train/good"), 150, 1);
    train("places.onnx", "--network", "photo", "--size", "64", "--steps", "2");
    trainConv("whole.onnx");
    trainConv("grouped.onnx", "--group-by", "ring-([0-9]{3})");
  }

  private static void trainConv(String model, String... more) {
    List<String> options =
        new ArrayList<>(List.of("--network", "conv", "--epochs", "1", "--feature", "gradients"));
    options.addAll(List.of(more));
    train(model, options.toArray(new String[0]));
  }

  private static void train(String model, String... more) {
    List<String> arguments = new ArrayList<>(List.of("train"));
    arguments.addAll(List.of("--data", models.resolve("data").toString()));
    arguments.addAll(List.of("--out", models.resolve(model).toString()));
    arguments.addAll(List.of("--false-alarm-rate", "0.05"));
    arguments.addAll(List.of(more));
    StringWriter output = new StringWriter();
    assertThat(execute(output, arguments)).as(output.toString()).isZero();
  }

  private static int execute(StringWriter output, List<String> arguments) {
    CommandLine command = Trainer.commandLine();
    command.setOut(new PrintWriter(output));
    command.setErr(new PrintWriter(output));
    return command.execute(arguments.toArray(new String[0]));
  }

  private int evaluate(String model, String... more) {
    List<String> arguments = new ArrayList<>(List.of("evaluate"));
    arguments.addAll(List.of("--model", models.resolve(model).toString()));
    arguments.addAll(List.of("--data", data.toString()));
    arguments.addAll(List.of(more));
    output.getBuffer().setLength(0);
    return execute(output, arguments);
  }

  /** The line of JSON; warnings come before it. */
  private JsonNode json() {
    assertNoUnlimitedNumbers(output.toString());
    String line =
        output.toString().lines().filter(each -> each.startsWith("{")).findFirst().orElseThrow();
    return JsonMapper.shared().readTree(line);
  }

  private static void assertNoUnlimitedNumbers(String text) {
    assertThat(text).doesNotContain("Infinity", "NaN");
  }

  /** The page without its encoded pictures, which may hold any letters. */
  private static String page(Path report) throws IOException {
    return Files.readString(report.resolve("report.html")).replaceAll("base64,[^\"]*", "");
  }

  private void normals() {
    TestImages.rings(data.resolve("train/good"), 40, 1);
    TestImages.rings(data.resolve("test/good"), 40, 2);
  }

  private void anomalies() {
    TestImages.crosses(data.resolve("test/crossed"), 20, 3);
  }

  /** Masks of crosses that stand in the middle of the image. */
  private void masks() throws IOException {
    Path folder = Files.createDirectories(data.resolve("ground_truth/crossed"));
    for (int i = 0; i < 20; i++) {
      BufferedImage mask =
          new BufferedImage(TestImages.SIDE, TestImages.SIDE, BufferedImage.TYPE_BYTE_BINARY);
      for (int x = 0; x < TestImages.SIDE; x++) {
        for (int y = 0; y < TestImages.SIDE; y++) {
          boolean ink = Math.abs(x - y) < 2 || Math.abs(x + y - TestImages.SIDE + 1) < 2;
          mask.setRGB(x, y, ink ? 0xffffff : 0);
        }
      }
      ImageIO.write(mask, "png", folder.resolve("cross-%04d_mask.png".formatted(i)).toFile());
    }
  }

  @Test
  void normalImagesAloneMeasureTheFalseAlarms() throws IOException {
    normals();
    Path report = data.resolve("report");
    assertThat(evaluate("places.onnx", "--report", report.toString()))
        .as(output.toString())
        .isZero();
    assertThat(output.toString())
        .contains(
            "on 40 normal ('good') test images",
            "promised 0.05, measured 0.",
            "recall cannot be measured, because there is no anomalous test image")
        .doesNotContain("AUROC", "anomalous test images");
    assertNoUnlimitedNumbers(output.toString());
    assertThat(page(report))
        .contains("recall cannot be measured", "Most normal")
        .doesNotContain("Most anomalous", "NaN", "Infinity");
    assertThat(evaluate("places.onnx", "--json")).isZero();
    assertThat(json().get("auroc").isNull()).isTrue();
    assertThat(json().get("aurocInterval").isNull()).isTrue();
    assertThat(json().get("measuredFalseAlarmRate").get("high").asDouble()).isLessThan(1);
  }

  @Test
  void anomalousImagesAloneMeasureTheRecall() throws IOException {
    TestImages.rings(data.resolve("train/good"), 40, 1);
    anomalies();
    Path report = data.resolve("report");
    assertThat(evaluate("whole.onnx", "--report", report.toString()))
        .as(output.toString())
        .isZero();
    assertThat(output.toString())
        .contains(
            "on 20 anomalous test images",
            "not measured, because there is no normal test image",
            "recall 1.000 (95 % interval 0.832 to 1.000)")
        .doesNotContain("precision", "('good')");
    assertNoUnlimitedNumbers(output.toString());
    assertThat(page(report)).contains("Most anomalous").doesNotContain("NaN", "Infinity");
    assertThat(evaluate("whole.onnx", "--json")).isZero();
    assertThat(json().get("measuredFalseAlarmRate").isNull()).isTrue();
    assertThat(json().get("byLabel").get("crossed").get("recall").asDouble()).isEqualTo(1);
  }

  @Test
  void withoutTestImagesItSaysWhatItNeeds() {
    TestImages.rings(data.resolve("train/good"), 40, 1);
    assertThat(evaluate("whole.onnx")).isEqualTo(1);
    assertThat(output.toString()).contains("Evaluation needs test images labelled 'good'");
  }

  @Test
  void imagesThatCannotBeScoredAreNamedAlsoIfAllOfTheirKindAre() throws IOException {
    normals();
    Files.createDirectories(data.resolve("test/crossed"));
    Files.writeString(data.resolve("test/crossed/a.png"), "no image");
    assertThat(evaluate("whole.onnx", "--json")).isEqualTo(1);
    assertThat(output.toString()).contains("a.png: 8 bytes that are neither PNG");
    assertThat(json().get("rejected").asInt()).isEqualTo(1);
    assertThat(json().get("rejectedImages").get("test/crossed/a.png").asString())
        .contains("neither PNG");
    assertThat(json().get("normalImages").asInt()).isEqualTo(40);
  }

  @Test
  void hiddenFoldersAreNoKindOfAnomaly() {
    normals();
    TestImages.crosses(data.resolve("test/.ipynb_checkpoints"), 3, 4);
    TestImages.crosses(data.resolve("test/__MACOSX"), 3, 4);
    TestImages.crosses(data.resolve("ground_truth/crossed"), 3, 4);
    assertThat(evaluate("whole.onnx")).isZero();
    assertThat(output.toString()).contains("on 40 normal ('good') test images");
  }

  @Test
  void pixelsAreMeasuredAgainstTheMasks() throws IOException {
    normals();
    anomalies();
    masks();
    assertThat(evaluate("places.onnx", "--json")).as(output.toString()).isZero();
    JsonNode pixels = json().get("pixels");
    assertThat(pixels.get("auroc").asDouble()).isBetween(0.7, 1.0);
    assertThat(pixels.get("aupro").asDouble()).isBetween(0.2, 1.0);
    assertThat(pixels.get("images").asInt()).isEqualTo(60);
    assertThat(pixels.get("regions").asInt()).isEqualTo(20);
    assertThat(pixels.get("leftOut")).isEmpty();
  }

  @Test
  void masksThatCannotBeUsedAreNamed() throws IOException {
    normals();
    anomalies();
    masks();
    Path folder = data.resolve("ground_truth/crossed");
    Files.delete(folder.resolve("cross-0000_mask.png"));
    Files.writeString(folder.resolve("cross-0001_mask.png"), "no image");
    BufferedImage small = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY);
    ImageIO.write(small, "png", folder.resolve("cross-0002_mask.png").toFile());
    BufferedImage black = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    ImageIO.write(black, "png", folder.resolve("cross-0003_mask.png").toFile());
    assertThat(evaluate("places.onnx")).as(output.toString()).isZero();
    assertThat(output.toString())
        .contains(
            "Images that were not compared with a mask (4)",
            "cross-0000.png: it has no mask",
            "cross-0001_mask.png cannot be read",
            "cross-0002_mask.png has 4 x 4 pixels, the image 16 x 16",
            "cross-0003.png: its mask shows no defect",
            "AUPRO",
            "16 regions, 56 images");
  }

  @Test
  void pixelsOfAModelWithoutAMapAreMeasuredByOcclusion() throws IOException {
    normals();
    anomalies();
    masks();
    assertThat(evaluate("whole.onnx")).as(output.toString()).isZero();
    assertThat(output.toString()).contains("AUPRO", "by occlusion");
    assertThat(evaluate("whole.onnx", "--json")).isZero();
    JsonNode pixels = json().get("pixels");
    assertThat(pixels.get("method").asString()).isEqualTo("OCCLUSION");
    assertThat(pixels.get("auroc").asDouble()).isBetween(0.0, 1.0);
    assertThat(pixels.get("images").asInt()).isEqualTo(60);
  }

  @Test
  void intervalsCountGroups() {
    normals();
    anomalies();
    assertThat(evaluate("whole.onnx", "--json")).isZero();
    assertThat(json().get("groups").isNull()).isTrue();
    assertThat(evaluate("whole.onnx", "--json", "--group-by", "-([0-9]{3})")).isZero();
    assertThat(json().get("groups").get("count").asInt()).isEqualTo(4);
    assertThat(evaluate("whole.onnx", "--group-by", "-([0-9]{3})")).isZero();
    assertThat(output.toString()).contains(", by 4 groups)");
    assertThat(evaluate("whole.onnx", "--group-by", "ring")).isEqualTo(2);
    assertThat(output.toString()).contains("--group-by ring does not occur in 'test/crossed/");
  }

  @Test
  void theGroupsOfTheTrainingAreUsedIfTheNamesAllowIt() {
    normals();
    assertThat(evaluate("grouped.onnx")).isZero();
    assertThat(output.toString())
        .contains("WARNING: the model was trained with --group-by", "by 4 groups");
    anomalies();
    assertThat(evaluate("grouped.onnx")).isZero();
    assertThat(output.toString())
        .contains("which does not occur in 'test/crossed/cross-0000.png'")
        .doesNotContain("by 4 groups");
  }

  @Test
  void theReportShowsEachImageWithItsNameItsMapAndItsOutline() throws IOException {
    normals();
    anomalies();
    masks();
    Path report = data.resolve("report");
    assertThat(evaluate("places.onnx", "--report", report.toString())).isZero();
    String page = page(report);
    assertThat(page)
        .contains("test/crossed/cross-0003.png", "outline of the masks", "3 x threshold")
        .as("pictures are enlarged by style sheets alone")
        .contains("figure:target")
        .doesNotContain("<script", "http://", "https://", "NaN", "Infinity");
    assertThat(page.split("alt=\"heat map over the image\"", -1)).hasSizeGreaterThan(24);
    assertThat(page.split("<th>anomaly</th>", -1)).as("no table twice").hasSize(2);
  }
}
