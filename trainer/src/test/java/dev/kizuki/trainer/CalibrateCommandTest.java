package dev.kizuki.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.scoring.ImageJudge;
import dev.kizuki.scoring.Model;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.trainer.onnx.ElementType;
import dev.kizuki.trainer.onnx.OnnxAttribute;
import dev.kizuki.trainer.onnx.OnnxGraph;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Encoders of users: random convolutions with any input type and output shape. */
class CalibrateCommandTest {
  @TempDir private Path folder;
  private final StringWriter output = new StringWriter();

  @BeforeEach
  void draw() {
    TestImages.rings(folder.resolve("data/good"), 300, 1);
    TestImages.crosses(folder.resolve("crossed"), 30, 3);
  }

  /** The input has the name "image", which is also the name of our own input. */
  private Path encoder(ElementType type, boolean map, String inputName) throws IOException {
    OnnxGraph graph = new OnnxGraph();
    int side = TestImages.SIDE;
    String x = graph.input(inputName, type, -1, 1, side, side);
    if (type == ElementType.UINT8) {
      x = graph.castToFloat(x);
    }
    float[] kernels = new float[6 * 9];
    Random random = new Random(4);
    for (int i = 0; i < kernels.length; i++) {
      kernels[i] = (float) random.nextGaussian();
    }
    String features =
        graph.node(
            "Relu",
            graph.node(
                "Conv",
                List.of(
                    OnnxAttribute.integers("kernel_shape", 3, 3),
                    OnnxAttribute.integers("strides", 4, 4)),
                x,
                graph.constant(kernels, 6, 1, 3, 3)));
    if (map) {
      graph.output(features, "features", -1, 6, 4, 4);
    } else {
      String flat = graph.node("Flatten", features);
      graph.output(flat, "features", -1, 6 * 16);
    }
    Path file = folder.resolve("encoder.onnx");
    Files.write(file, graph.toBytes());
    return file;
  }

  private int calibrate(String... more) {
    CommandLine command = Trainer.commandLine();
    command.setOut(new PrintWriter(output));
    command.setErr(new PrintWriter(output));
    return command.execute(
        Stream.concat(
                Stream.of(
                    "calibrate",
                    "--encoder",
                    folder.resolve("encoder.onnx").toString(),
                    "--data",
                    folder.resolve("data").toString(),
                    "--out",
                    folder.resolve("model.onnx").toString(),
                    "--false-alarm-rate",
                    "0.02"),
                Stream.of(more))
            .toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "FLOAT, true, x",
    "FLOAT, false, image",
    "UINT8, true, image",
    "UINT8, false, pixels"
  })
  void anyEncoderBecomesAModel(ElementType type, boolean map, String inputName) throws IOException {
    encoder(type, map, inputName);
    String[] options =
        map
            ? new String[] {"--positions"}
            : type == ElementType.FLOAT
                ? new String[] {"--mean", "0.5", "--std", "0.2"}
                : new String[0];
    assertThat(calibrate(options)).as(output.toString()).isZero();
    try (Model model = Model.load(folder.resolve("model.onnx"));
        ImageJudge judge = new ImageJudge(model, ImageLimits.DEFAULT);
        Stream<Path> files = Files.list(folder.resolve("crossed"))) {
      assertThat(model.metadata().provenance().settings()).containsKey("encoder-sha256");
      assertThat(files.toList())
          .allSatisfy(
              file ->
                  assertThat(judge.judge(Files.readAllBytes(file)))
                      .isInstanceOf(Verdict.Anomalous.class));
    }
  }

  @Test
  void aMapMayBeAveraged() throws IOException {
    encoder(ElementType.FLOAT, true, "x");
    assertThat(calibrate()).as(output.toString()).isZero();
    try (Model model = Model.load(folder.resolve("model.onnx"))) {
      assertThat(model.metadata().featureDimensions()).isEqualTo(6);
    }
  }

  @Test
  void someOfTheChannelsMayBeDrawn() throws IOException {
    encoder(ElementType.FLOAT, true, "x");
    assertThat(calibrate("--positions", "--dimensions", "4")).as(output.toString()).isZero();
    try (Model model = Model.load(folder.resolve("model.onnx"))) {
      assertThat(model.metadata().featureDimensions()).isEqualTo(4 * 16);
      assertThat(model.metadata().provenance().settings()).containsEntry("dimensions", "4");
    }
    assertThat(calibrate("--dimensions", "7")).isEqualTo(2);
    assertThat(output.toString()).contains("--dimensions 7 is more than the 6 channels");
  }

  @Test
  void anEncoderThatCannotBeUsedIsRefused() throws IOException {
    encoder(ElementType.FLOAT, false, "x");
    assertThat(calibrate("--output", "latent")).isEqualTo(1);
    assertThat(output.toString()).contains("it has no output 'latent', only [features]");
    assertThat(calibrate("--positions")).isEqualTo(1);
    assertThat(output.toString()).contains("positions need a map (N, D, rows, columns)");
    assertThat(calibrate("--colour")).isEqualTo(1);
    assertThat(output.toString()).contains("it does not take images of 3 x 16 x 16");
    assertThat(calibrate("--mean", "0.4,0.5,0.6")).isEqualTo(2);
    assertThat(output.toString()).contains("3 were given, images have 1 (--colour gives 3)");
    assertThat(calibrate("--std", "0")).isEqualTo(2);
    assertThat(output.toString()).contains("--std must be positive");
    encoder(ElementType.UINT8, false, "x");
    assertThat(calibrate("--mean", "0.5")).isEqualTo(2);
    assertThat(output.toString()).contains("leave --mean and --std out");
    Files.writeString(folder.resolve("encoder.onnx"), "no onnx");
    assertThat(calibrate()).isEqualTo(1);
    assertThat(output.toString()).contains("it is not an ONNX file").doesNotContain("\tat ");
  }
}
