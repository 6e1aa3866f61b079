package dev.kizuki.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
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
    assertThat(output.toString())
        .contains("its input (any, 1, 16, 16) differs", "read as 3 x 16 x 16: leave --colour out");
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

  private static void axes(ValueInfoProto.Builder value, long... sizes) {
    TensorShapeProto.Builder shape = tensor(value).clearShape().getShapeBuilder();
    for (long size : sizes) {
      shape.addDimBuilder().setDimValue(size);
    }
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
  void halfPrecisionIsRefusedWithTheRemedy() throws IOException {
    encoder(ElementType.FLOAT, false, "x");
    change(
        model -> {
          tensor(model.getGraphBuilder().getInputBuilder(0))
              .setElemType(TensorProto.DataType.FLOAT16_VALUE);
          return model;
        });
    assertRefused("its input is half precision (FLOAT16)", "model.float()");
    encoder(ElementType.FLOAT, false, "x");
    change(
        model -> {
          tensor(model.getGraphBuilder().getOutputBuilder(0))
              .setElemType(TensorProto.DataType.FLOAT16_VALUE);
          return model;
        });
    assertRefused("its output 'features' is half precision (FLOAT16)", "keep_io_types=True");
  }

  @Test
  void channelsLastAreRefusedWithTheRemedy() throws IOException {
    encoder(ElementType.FLOAT, false, "x");
    change(
        model -> {
          axes(model.getGraphBuilder().getInputBuilder(0), 0, 16, 16, 1);
          return model;
        });
    assertRefused("has the channels last (NHWC)", "--inputs-as-nchw x");
    OnnxGraph graph = new OnnxGraph();
    String x = graph.input("x", ElementType.FLOAT, -1, 1, 16, 16);
    String pooled =
        graph.node(
            "AveragePool",
            List.of(
                OnnxAttribute.integers("kernel_shape", 4, 4),
                OnnxAttribute.integers("strides", 4, 4)),
            x);
    String six = graph.node("Concat", List.of(OnnxAttribute.integer("axis", 1)), pooled, pooled);
    String last = graph.node("Transpose", List.of(OnnxAttribute.integers("perm", 0, 2, 3, 1)), six);
    graph.output(last, "map", -1, 4, 4, 2);
    Files.write(folder.resolve("encoder.onnx"), graph.toBytes());
    assertRefused("its output 'map' is [2, 4, 4, 2], with the channels last", "--outputs-as-nchw");
  }

  @Test
  void theAdviceNamesTheSizeThatTheEncoderTakes() throws IOException {
    encoder(ElementType.FLOAT, false, "x");
    assertThat(calibrate("--size", "24")).isEqualTo(1);
    assertThat(output.toString())
        .contains("its input (any, 1, 16, 16) differs", "read as 1 x 24 x 24: use --size 16x16");
    change(
        model -> {
          axes(model.getGraphBuilder().getInputBuilder(0), 1, 1, 16, 16);
          return model;
        });
    assertRefused("has a fixed batch axis; export it with a dynamic batch axis");
  }

  @Test
  void meansForBytesAreRefusedWithTheMeansForUnitPixels() throws IOException {
    encoder(ElementType.FLOAT, false, "x");
    assertThat(calibrate("--mean", "123.675", "--std", "58.395")).isEqualTo(2);
    assertThat(output.toString()).contains("for pixels from 0 to 255", "--mean 0.485 --std 0.229");
    output.getBuffer().setLength(0);
    assertThat(calibrate("--mean", "127.5")).isEqualTo(2);
    assertThat(output.toString()).contains("--mean 0.5 --std 0.00392157");
  }
}
