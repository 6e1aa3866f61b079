package dev.kizuki.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.scoring.ImageJudge;
import dev.kizuki.scoring.Model;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.trainer.encoder.ResNet18;
import dev.kizuki.trainer.encoder.TestEncoder;
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
import java.util.function.UnaryOperator;
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
        !map && type == ElementType.FLOAT ? new String[] {"--normalise", "0.5/0.2"} : new String[0];
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
    assertThat(calibrate("--gaussian", "image")).as(output.toString()).isZero();
    try (Model model = Model.load(folder.resolve("model.onnx"))) {
      assertThat(model.metadata().featureDimensions()).isEqualTo(6);
    }
  }

  @Test
  void someOfTheChannelsMayBeDrawn() throws IOException {
    encoder(ElementType.FLOAT, true, "x");
    assertThat(calibrate("--channels", "4")).as(output.toString()).isZero();
    assertThat(output.toString())
        .contains("Feature: 4 of 6 channels, drawn with seed 1, on a grid of 4 x 4, a Gaussian");
    try (Model model = Model.load(folder.resolve("model.onnx"))) {
      assertThat(model.metadata().featureDimensions()).isEqualTo(4 * 16);
      assertThat(model.metadata().provenance().settings()).containsEntry("channels", "4");
    }
    assertThat(calibrate("--channels", "7")).isEqualTo(2);
    assertThat(output.toString()).contains("--channels 7 is more than the 6 channels");
  }

  /** Three channels, half precision, channels last and a batch of one, with gray images. */
  @Test
  void severalLayersOfAnUnusualExportBecomeAModelInOneCommand() throws IOException {
    new TestEncoder(3, ElementType.FLOAT16, true, 1).write(folder.resolve("encoder.onnx"));
    assertThat(
            calibrate(
                "--layers",
                "fine,coarse",
                "--normalise",
                "imagenet",
                "--channels",
                "5",
                "--reduce",
                "pca",
                "--gaussian",
                "shared",
                "--grid",
                "4x4"))
        .as(output.toString())
        .isZero();
    assertThat(output.toString())
        .contains(
            "Input: pixels (1, 16, 16, 3) float16: channels last (N, H, W, C), images are"
                + " transposed; declared for a batch of 1, used for any; pixels are x / 255, minus"
                + " 0.485",
            "Layer: fine (N, 8, 8, 4) float16: 4 channels on a grid of 8 x 8, channels last",
            "Layer: coarse (N, 4, 4, 6) float16: 6 channels on a grid of 4 x 4",
            "Feature: 5 principal components of 10 channels, on a grid of 4 x 4, one Gaussian for"
                + " all places");
    Path file = folder.resolve("model.onnx");
    assertThatTheSizeIsAsTold(file);
    try (Model model = Model.load(file)) {
      assertThat(model.metadata().preprocessing().channels()).isEqualTo(3);
      assertThat(model.metadata().featureDimensions()).isEqualTo(5 * 16);
      assertThat(model.metadata().provenance().settings())
          .containsEntry("layers", "fine,coarse")
          .containsEntry("grid", "4x4")
          .containsEntry("gaussian", "shared")
          .containsEntry("reduce", "pca")
          .containsEntry("normalise", "imagenet");
    }
  }

  @Test
  void padimWithAResNet18BecomesAModel() throws IOException {
    ResNet18.write(folder.resolve("encoder.onnx"), TestImages.SIDE);
    assertThat(
            calibrate(
                "--layers", "layer1,layer2,layer3", "--normalise", "imagenet", "--channels", "100"))
        .as(output.toString())
        .isZero();
    assertThat(output.toString())
        .contains(
            "Layer: layer1 (N, 64, 4, 4) float32",
            "Layer: layer2 (N, 128, 2, 2) float32",
            "Layer: layer3 (N, 256, 1, 1) float32",
            "Feature: 100 of 448 channels, drawn with seed 1, on a grid of 4 x 4, a Gaussian for"
                + " each place");
    assertThatTheSizeIsAsTold(folder.resolve("model.onnx"));
    try (Model model = Model.load(folder.resolve("model.onnx"))) {
      assertThat(model.metadata().featureDimensions()).isEqualTo(100 * 16);
    }
  }

  private void assertThatTheSizeIsAsTold(Path file) throws IOException {
    String size = output.toString().replaceAll("(?s).*will have about ([0-9.]+) MB.*", "$1");
    assertThat((double) Files.size(file) / (1 << 20))
        .isCloseTo(Double.parseDouble(size), within(0.06));
  }

  @Test
  void anEncoderThatCannotBeUsedIsRefused() throws IOException {
    encoder(ElementType.FLOAT, false, "x");
    assertThat(calibrate("--layers", "latent")).isEqualTo(1);
    assertThat(output.toString()).contains("it has no tensor or node 'latent'", "features (N, 96)");
    assertThat(calibrate("--gaussian", "position")).isEqualTo(2);
    assertThat(output.toString()).contains("places need a map (N, C, H, W)");
    assertThat(calibrate("--gaussian", "image", "--grid", "2")).isEqualTo(2);
    assertThat(output.toString()).contains("--gaussian image has one place");
    assertThat(calibrate("--colour")).isEqualTo(1);
    assertThat(output.toString())
        .contains("its input (any, 1, 16, 16) differs", "read as 3 x 16 x 16: leave --colour out");
    assertThat(calibrate("--normalise", "imagenet")).isEqualTo(2);
    assertThat(output.toString()).contains("3 values, images have 1 channel (--colour gives 3)");
    assertThat(calibrate("--normalise", "0/0")).isEqualTo(2);
    assertThat(output.toString()).contains("the deviations of --normalise must be positive");
    encoder(ElementType.UINT8, false, "x");
    assertThat(calibrate("--normalise", "unit")).isEqualTo(2);
    assertThat(output.toString()).contains("leave --normalise out");
    Files.writeString(folder.resolve("encoder.onnx"), "no onnx");
    assertThat(calibrate()).isEqualTo(1);
    assertThat(output.toString()).contains("it is not an ONNX file").doesNotContain("\tat ");
  }

  /** Changes the file of the encoder. */
  private void change(UnaryOperator<ModelProto.Builder> change) throws IOException {
    Path file = folder.resolve("encoder.onnx");
    ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(file)).toBuilder();
    Files.write(file, change.apply(model).build().toByteArray());
  }

  private void assertRefused(String... words) {
    output.getBuffer().setLength(0);
    assertThat(calibrate()).as(output.toString()).isEqualTo(1);
    assertThat(output.toString()).contains(words).doesNotContain("\tat ");
  }

  private static TypeProto.Tensor.Builder tensor(ValueInfoProto.Builder value) {
    return value.getTypeBuilder().getTensorTypeBuilder();
  }

  @Test
  void aFileThatIsTooNewIsRefusedWithBothVersions() throws IOException {
    encoder(ElementType.FLOAT, false, "x");
    change(model -> model.setIrVersion(99));
    assertRefused("it has IR version 99, and ONNX Runtime here reads", "model.ir_version =");
    encoder(ElementType.FLOAT, false, "x");
    change(
        model -> {
          model.getOpsetImportBuilder(0).setVersion(99);
          return model;
        });
    assertRefused("it uses opset 99, and ONNX Runtime here reads", "opset_version=17");
  }

  @Test
  void controlFlowIsRefused() throws IOException {
    encoder(ElementType.FLOAT, false, "x");
    change(
        model -> {
          model
              .getGraphBuilder()
              .getNodeBuilder(0)
              .addAttributeBuilder()
              .setName("then_branch")
              .setG(GraphProto.getDefaultInstance());
          return model;
        });
    assertRefused("has a graph inside (Conv)", "export it without control flow");
  }

  @Test
  void otherTypesAreRefused() throws IOException {
    encoder(ElementType.FLOAT, false, "x");
    change(
        model -> {
          tensor(model.getGraphBuilder().getInputBuilder(0))
              .setElemType(TensorProto.DataType.BFLOAT16_VALUE);
          return model;
        });
    assertRefused("its input is BFLOAT16; export it with float32, float16 or uint8");
  }

  @Test
  void theAdviceNamesTheSizeThatTheEncoderTakes() throws IOException {
    encoder(ElementType.FLOAT, false, "x");
    assertThat(calibrate("--size", "24")).isEqualTo(1);
    assertThat(output.toString())
        .contains("its input (any, 1, 16, 16) differs", "read as 1 x 24 x 24: use --size 16x16");
  }
}
