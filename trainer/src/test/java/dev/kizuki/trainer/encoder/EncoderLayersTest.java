package dev.kizuki.trainer.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kizuki.model.ModelException;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.feature.FeatureGraph;
import dev.kizuki.trainer.onnx.ElementType;
import dev.kizuki.trainer.onnx.OnnxAttribute;
import dev.kizuki.trainer.onnx.OnnxGraph;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The layers of a drawn network, compared with each other and with a second computation. */
class EncoderLayersTest {
  private static final Preprocessing SHAPE =
      new Preprocessing(1, TestEncoder.SIDE, TestEncoder.SIDE, Resize.NONE);
  private static final int IMAGES = 20;
  private static final Reduction ALL = new Reduction(Reduction.Method.DRAW, 0, 1);

  @TempDir private Path folder;
  private final PixelStore images = new PixelStore(SHAPE, IMAGES);
  private final int[] positions = new int[IMAGES];

  @BeforeEach
  void draw() {
    Random random = new Random(3);
    for (int i = 0; i < IMAGES; i++) {
      byte[] pixels = new byte[SHAPE.size()];
      random.nextBytes(pixels);
      images.image(i).put(pixels);
      positions[i] = i;
    }
  }

  private EncoderLayers layers(TestEncoder encoder, String... names) throws IOException {
    Path file = encoder.write(folder.resolve("encoder.onnx"));
    return UserEncoder.read(file, List.of(names)).layers(SHAPE, Normalisation.UNIT);
  }

  private FeatureGraph features(EncoderLayers layers, @Nullable Grid grid, Reduction reduction) {
    return layers.features(layers.plan(grid, false, reduction), images, positions);
  }

  /** (images, places, channels). */
  private float[] values(FeatureGraph features) {
    try (GraphRunner runner = new GraphRunner(features.toBytes(), SHAPE)) {
      return runner.runAll(FeatureGraph.FEATURE, IMAGES, images::image);
    }
  }

  private float[] values(TestEncoder encoder, String... names) throws IOException {
    return values(features(layers(encoder, names), null, ALL));
  }

  @Test
  void layersAreJoinedOnTheFinestGrid() throws IOException {
    float[] fine = values(TestEncoder.PLAIN, "fine");
    float[] coarse = values(TestEncoder.PLAIN, "coarse");
    FeatureGraph joined = features(layers(TestEncoder.PLAIN, "fine", "coarse"), null, ALL);
    assertThat(joined.rows()).isEqualTo(8);
    assertThat(joined.columns()).isEqualTo(8);
    assertThat(joined.blocks()).containsExactly(4, 6);
    float[] both = values(joined);
    for (int place = 0; place < IMAGES * 64; place++) {
      int image = place / 64;
      int coarsePlace = image * 16 + place % 64 / 8 / 2 * 4 + place % 8 / 2;
      for (int channel = 0; channel < 10; channel++) {
        assertThat(both[place * 10 + channel])
            .isEqualTo(
                channel < 4 ? fine[place * 4 + channel] : coarse[coarsePlace * 6 + channel - 4]);
      }
    }
  }

  @Test
  void aFinerLayerIsAveragedOverThePlacesOfTheGrid() throws IOException {
    float[] fine = values(TestEncoder.PLAIN, "fine");
    float[] pooled = values(features(layers(TestEncoder.PLAIN, "fine"), new Grid(4, 2), ALL));
    assertThat(pooled).hasSize(IMAGES * 4 * 2 * 4);
    for (int row = 0; row < 4; row++) {
      for (int column = 0; column < 2; column++) {
        double sum = 0;
        for (int y = 2 * row; y < 2 * row + 2; y++) {
          for (int x = 4 * column; x < 4 * column + 4; x++) {
            sum += fine[(y * 8 + x) * 4];
          }
        }
        assertThat(pooled[(row * 2 + column) * 4]).isCloseTo((float) sum / 8, within(1e-5f));
      }
    }
  }

  @Test
  void aGridThatDividesNoLayerSharesTheCellsByArea() {
    assertThat(Grid.areas(5, 2, false))
        .containsExactly(new float[] {.4f, .4f, .2f, 0, 0, 0, 0, .2f, .4f, .4f}, within(1e-6f));
  }

  @Test
  void drawnChannelsAreSomeOfAll() throws IOException {
    float[] all = values(TestEncoder.PLAIN, "fine", "coarse");
    Reduction five = new Reduction(Reduction.Method.DRAW, 5, 7);
    EncoderLayers layers = layers(TestEncoder.PLAIN, "fine", "coarse");
    FeatureGraph drawn = features(layers, null, five);
    int[] channels = five.draw(10, 5);
    assertThat(channels).isSorted().doesNotHaveDuplicates().hasSize(5);
    assertThat(drawn.blocks().stream().mapToInt(Integer::intValue).sum()).isEqualTo(5);
    float[] some = values(drawn);
    for (int i = 0; i < some.length; i++) {
      assertThat(some[i]).isEqualTo(all[i / 5 * 10 + channels[i % 5]]);
    }
    assertThat(values(features(layers, null, new Reduction(Reduction.Method.DRAW, 5, 8))))
        .isNotEqualTo(some);
    assertThatThrownBy(() -> layers.plan(null, false, new Reduction(Reduction.Method.DRAW, 11, 1)))
        .hasMessage("--channels 11 is more than the 10 channels of the layers");
  }

  /** With as many components as samples of each place, the components cannot be correlated. */
  @Test
  void principalComponentsAreUncorrelatedAndOrderedByVariance() throws IOException {
    Reduction pca = new Reduction(Reduction.Method.PCA, 4, 1);
    float[] values = values(features(layers(TestEncoder.PLAIN, "fine", "coarse"), null, pca));
    int n = values.length / 4;
    double[] means = new double[4];
    double[][] covariance = new double[4][4];
    for (int i = 0; i < values.length; i++) {
      means[i % 4] += values[i] / (double) n;
    }
    for (int i = 0; i < n; i++) {
      for (int a = 0; a < 4; a++) {
        for (int b = 0; b < 4; b++) {
          covariance[a][b] += (values[i * 4 + a] - means[a]) * (values[i * 4 + b] - means[b]) / n;
        }
      }
    }
    for (int a = 0; a < 4; a++) {
      for (int b = 0; b < a; b++) {
        assertThat(covariance[b][b]).isGreaterThan(covariance[a][a]);
        // The places are a sample with repetitions.
        assertThat(covariance[a][b]).isCloseTo(0, within(0.1 * covariance[0][0]));
      }
    }
  }

  @Test
  void halfPrecisionIsCastAtBothEnds() throws IOException {
    TestEncoder half = new TestEncoder(1, ElementType.FLOAT16, false, -1);
    assertThat(layers(half, "fine").describe())
        .containsExactly("fine (N, 4, 8, 8) float16: 4 channels on a grid of 8 x 8");
    assertThat(values(half, "fine", "coarse"))
        .containsExactly(values(TestEncoder.PLAIN, "fine", "coarse"), within(0.02f));
  }

  @Test
  void channelsLastAreTransposedAtBothEnds() throws IOException {
    TestEncoder last = new TestEncoder(1, ElementType.FLOAT, true, -1);
    assertThat(layers(last, "fine", "coarse").describe())
        .containsExactly(
            "fine (N, 8, 8, 4) float32: 4 channels on a grid of 8 x 8, channels last, transposed",
            "coarse (N, 4, 4, 6) float32: 6 channels on a grid of 4 x 4, channels last,"
                + " transposed");
    assertThat(values(last, "fine", "coarse"))
        .isEqualTo(values(TestEncoder.PLAIN, "fine", "coarse"));
  }

  @Test
  void aFixedBatchIsOpenedAlsoInConstantShapes() throws IOException {
    TestEncoder fixed = new TestEncoder(1, ElementType.FLOAT, false, 1);
    assertThat(layers(fixed, "vector").describe())
        .containsExactly("vector (N, 96) float32: 96 channels for the whole image");
    assertThat(values(fixed, "vector")).isEqualTo(values(TestEncoder.PLAIN, "vector"));
  }

  @Test
  void aBatchThatCannotBeOpenedIsRefusedWithTheExportOption() throws IOException {
    OnnxGraph graph = new OnnxGraph();
    String x = graph.input("x", ElementType.FLOAT, 1, 1, 16, 16);
    String token = graph.constant(new float[16 * 16], 1, 1, 16, 16);
    graph.output(
        graph.node("Concat", List.of(OnnxAttribute.integer("axis", 1)), x, token),
        "joined",
        1,
        2,
        16,
        16);
    Path file = Files.write(folder.resolve("fixed.onnx"), graph.toBytes());
    UserEncoder encoder = UserEncoder.read(file, List.of());
    assertThatThrownBy(() -> encoder.layers(SHAPE, Normalisation.UNIT))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("dynamic_axes={\"x\": {0: \"N\"}}");
  }

  @Test
  void imagesThatInfluenceEachOtherAreRefused() throws IOException {
    OnnxGraph graph = new OnnxGraph();
    String x = graph.input("x", ElementType.FLOAT, -1, 1, 16, 16);
    String mean = graph.node("ReduceMean", List.of(OnnxAttribute.integers("axes", 0, 2, 3)), x);
    graph.output(graph.node("Sub", x, mean), "normalised", -1, 1, 16, 16);
    Path file = Files.write(folder.resolve("training.onnx"), graph.toBytes());
    EncoderLayers layers = UserEncoder.read(file, List.of()).layers(SHAPE, Normalisation.UNIT);
    assertThatThrownBy(() -> features(layers, null, ALL))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("model.eval()");
  }

  @Test
  void aWrongNameListsTheLastLayerOfEachShape() throws IOException {
    Path file = TestEncoder.PLAIN.write(folder.resolve("encoder.onnx"));
    assertThatThrownBy(() -> UserEncoder.read(file, List.of("fine", "layer2")))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("no tensor or node 'layer2'")
        .hasMessageContaining("for images of 16 x 16")
        .hasMessageContaining("\n  fine (N, 4, 8, 8)")
        .hasMessageContaining("\n  coarse (N, 6, 4, 4)")
        .hasMessageContaining("\n  vector (N, 96)");
  }

  @Test
  void thePartThatIsNotUsedIsLeftOut() throws IOException {
    EncoderLayers fine = layers(TestEncoder.PLAIN, "fine");
    EncoderLayers coarse = layers(TestEncoder.PLAIN, "coarse");
    assertThat(fine.plan(null, false, ALL).encoderBytes())
        .isLessThan(coarse.plan(null, false, ALL).encoderBytes());
  }

  @Test
  void theDefaultNumberOfChannelsKeepsTheFileModest() {
    assertThat(ALL.channels(448, 56 * 56, 56 * 56)).isEqualTo(100);
    assertThat(ALL.channels(64, 56 * 56, 56 * 56)).isEqualTo(64);
    assertThat(ALL.channels(448, 112 * 112, 112 * 112)).isEqualTo(51);
    assertThat(ALL.channels(448, 56 * 56, 1)).isEqualTo(100);
    assertThat(ALL.channels(2048, 1, 1)).isEqualTo(2048);
  }
}
