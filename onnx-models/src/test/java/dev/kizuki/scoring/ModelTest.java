package dev.kizuki.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.model.GoldenImage;
import dev.kizuki.model.ModelException;
import dev.kizuki.model.ModelMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loads the models that Kizuki ships, and refuses damaged, changed and missing files. */
class ModelTest {
  static final Path MODELS = Path.of("models");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"mnist-zero", "demo-parts", "demo-plates", "demo-flanges", "demo-castings"})
  void shippedModelReproducesItsGoldenImages(String name) {
    try (Model model = Model.load(MODELS.resolve(name + ".onnx"))) {
      assertThat(model.metadata().name()).isEqualTo(name);
      assertThat(model.metadata().goldenImages()).hasSizeGreaterThanOrEqualTo(3);
      assertThat(MODELS.resolve(name + ".md")).exists();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"mnist-zero", "demo-parts", "demo-plates", "demo-flanges", "demo-castings"})
  void metadataSurviveJson(String name) {
    try (Model model = Model.load(MODELS.resolve(name + ".onnx"))) {
      String json = model.metadata().toJson();
      assertThat(ModelMetadata.fromJson(json).toJson()).isEqualTo(json);
    }
  }

  /** The trainer makes no models with the network {@code patch} any more. Users have such files. */
  @Test
  void servesAModelOfTheFormerNetworkPatch() {
    try (Model model = Model.load(Path.of("src/test/resources/patch.onnx"));
        ImageJudge judge = new ImageJudge(model, ImageLimits.DEFAULT)) {
      assertThat(model.metadata().provenance().settings()).containsEntry("network", "patch");
      for (GoldenImage golden : model.metadata().goldenImages()) {
        Verdict.Scored verdict = (Verdict.Scored) judge.judge(golden.pixels());
        assertThat(verdict.score().distance()).isCloseTo(golden.distance(), withinPercentage(0.1));
      }
    }
  }

  @Test
  void onnxRuntimeAloneGivesTheDistancesOfTheGoldenImages() {
    try (Model model = Model.load(MODELS.resolve("mnist-zero.onnx"))) {
      PlainRuntime runtime = new PlainRuntime(model);
      assertThat(model.metadata().goldenImages())
          .allSatisfy(
              golden -> {
                byte[] pixels = golden.pixels();
                ByteBuffer input = ByteBuffer.allocateDirect(pixels.length).put(pixels).flip();
                assertThat(runtime.distance(input))
                    .isCloseTo(golden.distance(), withinPercentage(0.1));
              });
    }
  }

  /** Writes a copy of the shipped model with a changed text of the same length. */
  private Path withText(String from, String to) throws IOException {
    byte[] bytes = Files.readAllBytes(MODELS.resolve("mnist-zero.onnx"));
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    assertThat(text).contains(from);
    assertThat(to).hasSameSizeAs(from);
    Path file = folder.resolve("changed.onnx");
    Files.write(file, text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1));
    return file;
  }

  private static String goldenDistance() {
    try (Model model = Model.load(MODELS.resolve("mnist-zero.onnx"))) {
      return Float.toString(model.metadata().goldenImages().get(1).distance());
    }
  }

  @Test
  void refusesAGoldenImageThatDoesNotReproduce() throws IOException {
    String distance = goldenDistance();
    char first = distance.charAt(0) == '9' ? '8' : '9';
    Path file =
        withText("\"distance\":" + distance, "\"distance\":" + first + distance.substring(1));
    assertThatThrownBy(() -> Model.load(file))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("golden image 1 gives a distance of " + distance);
  }

  @Test
  void refusesNewerFormat() throws IOException {
    Path file = withText("{\"format\":2,", "{\"format\":9,");
    assertThatThrownBy(() -> Model.load(file))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("format is 9, this Kizuki reads 2");
  }

  @Test
  void olderFormatIsReportedAsOldAndNotAsDamaged() {
    assertThatThrownBy(() -> ModelMetadata.fromJson("{\"format\":1,\"name\":\"old\"}"))
        .hasMessage("format is 1, this Kizuki reads 2; train or calibrate it again");
  }

  @Test
  void refusesGraphWithAnotherInputThanItsMetadata() throws IOException {
    Path file = withText("\"height\":28,\"width\":28", "\"height\":49,\"width\":16");
    assertThatThrownBy(() -> Model.load(file))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("[-1, 1, 28, 28] instead of UINT8 [-1, 1, 49, 16]");
  }

  @Test
  void refusesDamagedMetadata() throws IOException {
    Path file = withText("\"threshold\":{", "\"threshold\":[");
    assertThatThrownBy(() -> Model.load(file))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("metadata are damaged");
  }

  /** Writes a copy of the shipped model with a changed graph. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"resize\":\"PAD\"",
        "\"resize\":\"STRETCH\",\"alignment\":{\"length\":99.0,\"offset\":0.0}"
      })
  void aGoldenImageAsRawPixelsGivesItsDistanceWhateverThePreprocessing(String preprocessing)
      throws IOException {
    OnnxMl.ModelProto.Builder changed =
        OnnxMl.ModelProto.parseFrom(Files.readAllBytes(MODELS.resolve("mnist-zero.onnx")))
            .toBuilder();
    changed
        .getMetadataPropsBuilderList()
        .forEach(
            property ->
                property.setValue(
                    property.getValue().replace("\"resize\":\"NONE\"", preprocessing)));
    Path file = folder.resolve("changed.onnx");
    Files.write(file, changed.build().toByteArray());
    try (Model model = Model.load(file);
        ImageJudge judge = new ImageJudge(model, ImageLimits.DEFAULT)) {
      for (GoldenImage golden : model.metadata().goldenImages()) {
        Verdict.Scored verdict = (Verdict.Scored) judge.judge(golden.pixels());
        assertThat(verdict.score().distance()).isCloseTo(golden.distance(), withinPercentage(0.1));
      }
    }
  }

  private Path modified(Consumer<OnnxMl.GraphProto.Builder> change) throws IOException {
    OnnxMl.ModelProto.Builder model =
        OnnxMl.ModelProto.newBuilder()
            .mergeFrom(Files.readAllBytes(MODELS.resolve("mnist-zero.onnx")));
    change.accept(model.getGraphBuilder());
    return Files.write(folder.resolve("modified.onnx"), model.build().toByteArray());
  }

  private static OnnxMl.TensorProto.Builder largest(OnnxMl.GraphProto.Builder graph) {
    return graph.getInitializerBuilderList().stream()
        .max(Comparator.comparingInt(tensor -> tensor.getRawData().size()))
        .orElseThrow();
  }

  @Test
  void refusesWeightsThatAreNaN() throws IOException {
    Path file =
        modified(
            graph -> {
              OnnxMl.TensorProto.Builder weights = largest(graph);
              byte[] bytes = new byte[weights.getRawData().size()];
              Arrays.fill(bytes, (byte) 0xff);
              weights.setRawData(ByteString.copyFrom(bytes));
            });
    assertThatThrownBy(() -> Model.load(file))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("gives a distance of NaN");
  }

  @Test
  void refusesUnknownOperators() throws IOException {
    Path file = modified(graph -> graph.getNodeBuilder(0).setOpType("Format").setDomain("disk"));
    assertThatThrownBy(() -> Model.load(file))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("ONNX Runtime says: ");
  }

  @Test
  void refusesWeightsInAnotherFile() throws IOException {
    // By default, ONNX Runtime looks in the working folder.
    for (Path file :
        new Path[] {
          Path.of("weights.bin"), Path.of("target/weights.bin"), folder.resolve("weights.bin")
        }) {
      refusesWeightsIn(file);
    }
  }

  private void refusesWeightsIn(Path weightsFile) throws IOException {
    try {
      Path file =
          modified(
              graph -> {
                OnnxMl.TensorProto.Builder weights = largest(graph);
                ByteString bytes = weights.getRawData();
                weights
                    .clearRawData()
                    .setDataLocation(OnnxMl.TensorProto.DataLocation.EXTERNAL)
                    .addExternalData(
                        OnnxMl.StringStringEntryProto.newBuilder()
                            .setKey("location")
                            .setValue(weightsFile.toString()));
                write(weightsFile, bytes);
              });
      assertThatThrownBy(() -> Model.load(file))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("xternal");
    } finally {
      Files.deleteIfExists(weightsFile);
    }
  }

  private static void write(Path file, ByteString bytes) {
    try {
      Files.write(file, bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void refusesEachTruncation() throws IOException {
    byte[] bytes = Files.readAllBytes(MODELS.resolve("mnist-zero.onnx"));
    for (int percent : new int[] {1, 10, 50, 90, 99}) {
      Path file = folder.resolve("cut.onnx");
      Files.write(file, Arrays.copyOf(bytes, (int) (bytes.length * (percent / 100.0))));
      assertThatThrownBy(() -> Model.load(file))
          .as("%d %%", percent)
          .isInstanceOf(ModelException.class);
    }
  }

  @Test
  void refusesMissingAndInvalidFiles() throws IOException {
    assertThatThrownBy(() -> Model.load(folder.resolve("missing.onnx")))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("there is no such file");
    Path text = Files.writeString(folder.resolve("text.onnx"), "hello");
    assertThatThrownBy(() -> Model.load(text)).isInstanceOf(ModelException.class);
    Path empty = Files.createFile(folder.resolve("empty.onnx"));
    assertThatThrownBy(() -> Model.load(empty)).hasMessageContaining("0 bytes");
  }
}
