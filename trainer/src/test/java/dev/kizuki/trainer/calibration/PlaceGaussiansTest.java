package dev.kizuki.trainer.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.feature.FeatureGraph;
import dev.kizuki.trainer.feature.PhotoFeature;
import dev.kizuki.trainer.feature.PhotoGraph;
import dev.kizuki.trainer.vae.PhotoArchitecture;
import dev.kizuki.trainer.vae.PhotoSettings;
import dev.kizuki.trainer.vae.PhotoTraining;
import dev.kizuki.trainer.vae.TrainedPhoto;
import dev.kizuki.whitening.Shrinkage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;

class PlaceGaussiansTest {
  private static final double RIDGE = 0.03;

  private static PixelStore noise(Preprocessing shape, int count, int visibleRows, long seed) {
    Random random = new Random(seed);
    PixelStore store = new PixelStore(shape, count);
    for (int i = 0; i < count; i++) {
      ByteBuffer image = store.image(i);
      for (int p = 0; p < shape.size(); p++) {
        boolean visible = p / shape.width() < visibleRows;
        image.put((byte) (visible ? 100 + random.nextInt(60) : 0));
      }
    }
    return store;
  }

  private static FeatureTable table(Preprocessing shape, PixelStore images) {
    PhotoArchitecture architecture = new PhotoArchitecture(shape, List.of(4, 4, 4, 4, 4), 4, 2);
    PhotoSettings settings = new PhotoSettings(1, 2, 32, 1e-3, 0.1, 1, 1);
    try (TrainedPhoto network =
        new PhotoTraining(architecture, settings).run(images, (step, steps, last) -> {})) {
      FeatureGraph graph =
          PhotoGraph.of(architecture, network.weights(), List.of(PhotoFeature.GRADIENTS)).get(0);
      return FeatureTable.of(graph, images);
    }
  }

  @Test
  void agreesWithTheDefinitionAtOnePlace() {
    Preprocessing shape = new Preprocessing(1, 40, 48, Resize.NONE);
    FeatureTable table = table(shape, noise(shape, 30, 40, 1));
    int[] fitted = IntStream.range(0, 20).toArray();
    PlaceGaussians gaussians = PlaceGaussians.fit(table, fitted, new Shrinkage.Ridge(RIDGE));
    int place = 3;
    assertThat(gaussians.gaussians()).hasSize(table.positions());
    float[] probe = features(table, 25);
    assertThat(gaussians.gaussians().get(place).distance(probe, place * table.dimensions()))
        .isCloseTo(plainDistance(table, fitted, place, probe), within(1e-6));
  }

  /** The Mahalanobis distance by the formulas of the class, with an inverse. */
  private static double plainDistance(FeatureTable table, int[] fitted, int place, float[] probe) {
    int d = table.dimensions();
    int positions = table.positions();
    double[][] means = new double[positions][d];
    double[] sums = new double[d];
    double[] squares = new double[d];
    for (int image : fitted) {
      float[] values = features(table, image);
      for (int i = 0; i < values.length; i++) {
        means[i / d][i % d] += (double) values[i] / fitted.length;
        sums[i % d] += values[i];
        squares[i % d] += (double) values[i] * values[i];
      }
    }
    double count = (double) positions * fitted.length;
    DMatrixRMaj pooled = new DMatrixRMaj(d, d);
    DMatrixRMaj own = new DMatrixRMaj(d, d);
    double[] scale = new double[d];
    for (int j = 0; j < d; j++) {
      scale[j] = 1 / Math.sqrt(squares[j] / count - Math.pow(sums[j] / count, 2));
    }
    for (int image : fitted) {
      float[] values = features(table, image);
      for (int p = 0; p < positions; p++) {
        DMatrixRMaj x = new DMatrixRMaj(d, 1);
        for (int j = 0; j < d; j++) {
          x.data[j] = (values[p * d + j] - means[p][j]) * scale[j];
        }
        CommonOps_DDRM.multAddTransB(1 / count, x, x, pooled);
        if (p == place) {
          CommonOps_DDRM.multAddTransB(1.0 / fitted.length, x, x, own);
        }
      }
    }
    double s = (double) d / (d + fitted.length);
    CommonOps_DDRM.scale(1 - s, own);
    CommonOps_DDRM.addEquals(own, s, pooled);
    double ridge = RIDGE * Math.max(Shrinkage.LEAST_VARIANCE, CommonOps_DDRM.trace(own) / d);
    for (int j = 0; j < d; j++) {
      own.add(j, j, ridge);
    }
    DMatrixRMaj y = new DMatrixRMaj(d, 1);
    for (int j = 0; j < d; j++) {
      y.data[j] = (probe[place * d + j] - means[place][j]) * scale[j];
    }
    DMatrixRMaj inverse = new DMatrixRMaj(d, d);
    assertThat(CommonOps_DDRM.invert(own, inverse)).isTrue();
    DMatrixRMaj product = new DMatrixRMaj(d, 1);
    CommonOps_DDRM.mult(inverse, y, product);
    return Math.sqrt(CommonOps_DDRM.dot(y, product));
  }

  private static float[] features(FeatureTable table, int image) {
    float[] values = new float[table.positions() * table.dimensions()];
    table.read(image, values);
    return values;
  }

  @Test
  void placesThatAlwaysShowPaddingHaveNoDistance() {
    Preprocessing shape = new Preprocessing(1, 96, 64, Resize.PAD);
    FeatureTable table = table(shape, noise(shape, 12, 48, 1));
    int[] all = IntStream.range(0, 12).toArray();
    PlaceGaussians gaussians = PlaceGaussians.fit(table, all, new Shrinkage.Ridge(RIDGE));
    int seen = 0;
    for (int place = 0; place < table.positions(); place++) {
      seen += table.sees(0, place) ? 1 : 0;
    }
    // Windows of 16 pixels that end 16 pixels above the padding: rows 0 to 2, with 7 columns.
    assertThat(seen).isEqualTo(3 * 7);
    assertThat(gaussians.distance(table, 0, 5)).isFinite().isPositive();
    assertThat(gaussians.distance(table, 0, table.positions()))
        .isLessThan(gaussians.distance(table, 0, seen));
  }
}
