package dev.kizuki.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.scoring.ImageJudge;
import dev.kizuki.scoring.Model;
import dev.kizuki.scoring.Verdict;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * A network that learned from real pictures: the text detector of PP-OCRv4 (PaddleOCR, Apache-2.0),
 * whose backbone is a PP-LCNetV3. It comes with a Maven artifact in opset 12.
 */
class RealBackboneTest {
  private static final int SIDE = 96;
  private static final int NORMAL = 240;
  private static final int SCRATCHED = 20;

  @TempDir private Path folder;
  private final StringWriter output = new StringWriter();

  @BeforeEach
  void draw() throws IOException {
    Random random = new Random(5);
    for (int i = 0; i < NORMAL; i++) {
      write("data/good", i, plate(random));
    }
    for (int i = 0; i < SCRATCHED; i++) {
      BufferedImage scratched = plate(random);
      Graphics2D pen = scratched.createGraphics();
      pen.setColor(new Color(70, 70, 70));
      pen.setStroke(new BasicStroke(2));
      int x = 6 + random.nextInt(10);
      int y = 6 + random.nextInt(70);
      pen.drawLine(x, y, x + 18, y + 6);
      pen.dispose();
      write("scratched", i, scratched);
    }
    try (InputStream network =
        Objects.requireNonNull(
            RealBackboneTest.class.getResourceAsStream("/models/ch_PP-OCRv4_det_infer.onnx"))) {
      Files.copy(network, folder.resolve("text-detector.onnx"));
    }
  }

  /** A noisy gray plate with a hole. */
  private static BufferedImage plate(Random random) {
    BufferedImage plate = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        double light = Math.hypot(x - 48, y - 48) < 12 ? 40 : 150;
        int value = (int) Math.round(light + 8 * random.nextGaussian());
        plate.getRaster().setSample(x, y, 0, Math.max(0, Math.min(255, value)));
      }
    }
    return plate;
  }

  private void write(String kind, int number, BufferedImage image) throws IOException {
    Path file = folder.resolve(kind).resolve("%03d.png".formatted(number));
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  private int calibrate(String layers) {
    CommandLine command = Trainer.commandLine();
    command.setOut(new PrintWriter(output));
    command.setErr(new PrintWriter(output));
    return command.execute(
        "calibrate",
        "--encoder",
        folder.resolve("text-detector.onnx").toString(),
        "--layers",
        layers,
        "--normalise",
        "imagenet",
        "--channels",
        "40",
        "--data",
        folder.resolve("data").toString(),
        "--out",
        folder.resolve("model.onnx").toString(),
        "--false-alarm-rate",
        "0.025");
  }

  @Test
  void itsLayersSeeScratchesOnGrayPlates() throws IOException {
    assertThat(calibrate("p2o.Add.43,p2o.Add.147")).as(output.toString()).isZero();
    assertThat(output.toString())
        .contains(
            "Layer: p2o.Add.43 (N, 48, 24, 24) float32: 48 channels on a grid of 24 x 24",
            "Layer: p2o.Add.147 (N, 192, 6, 6) float32: 192 channels on a grid of 6 x 6",
            "Feature: 40 of 240 channels, drawn with seed 1, on a grid of 24 x 24");
    try (Model model = Model.load(folder.resolve("model.onnx"));
        ImageJudge judge = new ImageJudge(model, ImageLimits.DEFAULT);
        Stream<Path> files = Files.list(folder.resolve("scratched"))) {
      assertThat(model.metadata().preprocessing().channels()).isEqualTo(3);
      List<Path> scratched = files.toList();
      assertThat(scratched)
          .hasSize(SCRATCHED)
          .allSatisfy(
              file ->
                  assertThat(judge.judge(Files.readAllBytes(file)))
                      .isInstanceOf(Verdict.Anomalous.class));
    }
  }

  @Test
  void aWrongNameListsItsStages() {
    assertThat(calibrate("layer2")).isEqualTo(1);
    assertThat(output.toString())
        .contains("for images of 224 x 224", "p2o.Add.43 (N, 48, 56, 56)")
        .contains("sigmoid_0.tmp_0 (N, 1, 224, 224)");
  }
}
