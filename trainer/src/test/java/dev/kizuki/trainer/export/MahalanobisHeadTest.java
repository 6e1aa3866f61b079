package dev.kizuki.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.trainer.calibration.FeatureTable;
import dev.kizuki.trainer.calibration.PlaceGaussians;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.feature.FeatureGraph;
import dev.kizuki.trainer.onnx.OnnxGraph;
import dev.kizuki.whitening.Shrinkage;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MahalanobisHeadTest {
  private static final int SIDE = 32;
  private static final int PLACES = SIDE * SIDE / 2;

  /** The pixels as features of 512 places, whose dimensions are of very different sizes. */
  private static FeatureGraph features(double smallest) {
    OnnxGraph graph = new OnnxGraph();
    Preprocessing shape = new Preprocessing(1, SIDE, SIDE, Resize.NONE);
    String pixels = graph.castToFloat(graph.imageInput(shape));
    String places = graph.node("Reshape", pixels, graph.constant(0L, PLACES, 2));
    String feature =
        graph.node("Mul", places, graph.constant(new float[] {(float) smallest, 1000}, 2));
    graph.output(feature, FeatureGraph.FEATURE, -1, PLACES, 2);
    return new FeatureGraph(graph, shape, feature, 16, 32, List.of(2), 1, "pixels");
  }

  private static PixelStore noise() {
    PixelStore images = new PixelStore(new Preprocessing(1, SIDE, SIDE, Resize.NONE), 50);
    Random random = new Random(1);
    byte[] pixels = new byte[SIDE * SIDE];
    for (int i = 0; i < images.size(); i++) {
      random.nextBytes(pixels);
      images.image(i).put(pixels);
    }
    return images;
  }

  @Test
  void halfPrecisionKeepsTheDistancesOfFeaturesOfAnySize() {
    FeatureGraph features = features(1e-5);
    PixelStore images = noise();
    FeatureTable table = FeatureTable.of(features, images);
    int[] all = IntStream.range(0, images.size()).toArray();
    PlaceGaussians gaussians = PlaceGaussians.fit(table, all, new Shrinkage.Ridge(0.03));
    OnnxGraph graph = MahalanobisHead.on(features, gaussians.gaussians());
    try (GraphRunner runner = new GraphRunner(graph.toBytes(), features.input())) {
      float[] distances = runner.runAll(ModelMetadata.DISTANCE, images.size(), images::image);
      int worst = MahalanobisHead.worstPositions(features.positions());
      for (int image : all) {
        double expected = gaussians.distance(table, image, worst);
        assertThat((double) distances[image]).isCloseTo(expected, within(1e-3 * expected));
      }
    }
  }

  @Test
  void theFileHoldsTheMatricesInHalfPrecision() {
    FeatureGraph features = features(1);
    FeatureTable table = FeatureTable.of(features, noise());
    int[] all = IntStream.range(0, table.images()).toArray();
    PlaceGaussians gaussians = PlaceGaussians.fit(table, all, new Shrinkage.Ridge(0.03));
    int before = features.toBytes().length;
    int after = MahalanobisHead.on(features, gaussians.gaussians()).toBytes().length;
    int means = PLACES * 2 * Float.BYTES;
    int matrices = PLACES * 4 * Short.BYTES;
    assertThat(after - before).isBetween(means + matrices, means + matrices + 2000);
  }
}
