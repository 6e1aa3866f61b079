package dev.kizuki.trainer.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kizuki.trainer.data.DataException;
import dev.kizuki.whitening.Shrinkage;
import java.util.List;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;

class GaussianTest {
  private static FeatureMoments moments(float[][] features, List<Integer> blocks) {
    FeatureMoments moments = new FeatureMoments(blocks);
    for (float[] feature : features) {
      moments.addToMean(feature, 0);
    }
    FeatureMoments.finishMeans(List.of(moments));
    for (float[] feature : features) {
      moments.addToCovariance(feature, 1, 0, feature.length);
    }
    return moments;
  }

  private static float[][] sample(int n, int d, long seed) {
    Random random = new Random(seed);
    float[][] features = new float[n][d];
    for (float[] feature : features) {
      double common = random.nextGaussian();
      for (int i = 0; i < d; i++) {
        feature[i] = (float) (3 + i + common + (1 + i) * random.nextGaussian());
      }
    }
    return features;
  }

  /** The definition of the Mahalanobis distance, with a matrix inverse and no scaling. */
  private static double direct(float[][] features, float[] x) {
    int d = x.length;
    double[] mean = new double[d];
    for (float[] feature : features) {
      for (int i = 0; i < d; i++) {
        mean[i] += feature[i] / (double) features.length;
      }
    }
    DMatrixRMaj covariance = new DMatrixRMaj(d, d);
    for (float[] feature : features) {
      for (int i = 0; i < d; i++) {
        for (int j = 0; j < d; j++) {
          covariance.add(i, j, (feature[i] - mean[i]) * (feature[j] - mean[j]) / features.length);
        }
      }
    }
    CommonOps_DDRM.invert(covariance);
    double sum = 0;
    for (int i = 0; i < d; i++) {
      for (int j = 0; j < d; j++) {
        sum += (x[i] - mean[i]) * covariance.get(i, j) * (x[j] - mean[j]);
      }
    }
    return Math.sqrt(sum);
  }

  @Test
  void withoutShrinkageItIsMahalanobisDistance() {
    float[][] features = sample(500, 6, 1);
    // with a very small ridge the distance does not depend on the scale of a block
    Gaussian gaussian = Gaussian.fit(moments(features, List.of(2, 4)), new Shrinkage.Ridge(1e-12));
    for (float[] x : sample(20, 6, 2)) {
      assertThat(gaussian.distance(x, 0)).isCloseTo(direct(features, x), within(1e-6));
    }
  }

  @Test
  void theMeanIsAtDistanceZeroAndTheSquareAveragesToTheDimension() {
    float[][] features = sample(5000, 8, 3);
    Gaussian gaussian = Gaussian.fit(moments(features, List.of(8)), new Shrinkage.LedoitWolf());
    double squares = 0;
    for (float[] feature : features) {
      squares += Math.pow(gaussian.distance(feature, 0), 2) / features.length;
    }
    assertThat(squares).isCloseTo(8, within(0.1));
  }

  @Test
  void ledoitWolfShrinksLittleWithManySamplesAndAlmostAllWithFew() {
    double many = intensity(sample(20_000, 10, 4));
    double few = intensity(sample(6, 10, 4));
    assertThat(many).isBetween(0.0, 0.01);
    assertThat(few).isBetween(0.2, 1.0);
  }

  private static double intensity(float[][] features) {
    FeatureMoments moments = moments(features, List.of(features[0].length));
    return Shrinkage.LedoitWolf.intensity(
        moments.covariance(), moments.meanFourthPower(), moments.count());
  }

  /** The formula as in the paper, sample by sample: b2 / d2. */
  @Test
  void ledoitWolfIsThePapersFormula() {
    float[][] features = sample(40, 5, 5);
    FeatureMoments moments = moments(features, List.of(5));
    DMatrixRMaj s = moments.covariance();
    double m = CommonOps_DDRM.trace(s) / 5;
    double d2 = 0;
    double b2 = 0;
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 5; j++) {
        d2 += Math.pow(s.get(i, j) - (i == j ? m : 0), 2);
      }
    }
    for (float[] feature : features) {
      for (int i = 0; i < 5; i++) {
        for (int j = 0; j < 5; j++) {
          double xi = (feature[i] - moments.mean()[i]) * moments.scale()[i];
          double xj = (feature[j] - moments.mean()[j]) * moments.scale()[j];
          b2 += Math.pow(xi * xj - s.get(i, j), 2) / (40.0 * 40.0);
        }
      }
    }
    assertThat(intensity(features)).isCloseTo(Math.min(b2, d2) / d2, within(1e-9));
  }

  @Test
  void aFeatureThatNeverVariesIsRefused() {
    float[][] constant = new float[10][3];
    assertThatThrownBy(() -> moments(constant, List.of(3)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("are they all the same?");
  }

  @Test
  void noiseAtConstantPositionRaisesNoAlarm() {
    Random random = new Random(8);
    FeatureMoments busy = new FeatureMoments(List.of(2));
    FeatureMoments still = new FeatureMoments(List.of(2));
    float[][] features = new float[200][4];
    for (float[] feature : features) {
      feature[0] = (float) random.nextGaussian();
      feature[1] = (float) random.nextGaussian();
      feature[2] = (float) (1e-5 * random.nextGaussian());
      busy.addToMean(feature, 0);
      still.addToMean(feature, 2);
    }
    FeatureMoments.finishMeans(List.of(busy, still));
    for (float[] feature : features) {
      busy.addToCovariance(feature, 1, 0, 4);
      still.addToCovariance(feature, 1, 2, 4);
    }
    Gaussian gaussian = Gaussian.fit(still, new Shrinkage.Ridge(0.1));
    // a tenth of the deviation of the varying position, ten thousand times its own
    assertThat(gaussian.distance(new float[] {0, 0, 0.1f, 0}, 2)).isLessThan(3);
  }

  @Test
  void readsTheRuleFromText() {
    assertThat(Shrinkage.of("ledoit-wolf")).isEqualTo(new Shrinkage.LedoitWolf());
    assertThat(Shrinkage.of("ridge:0.25")).isEqualTo(new Shrinkage.Ridge(0.25));
    assertThatThrownBy(() -> Shrinkage.of("ridge:x")).hasMessageContaining("no number");
    assertThatThrownBy(() -> Shrinkage.of("ridge:0")).hasMessageContaining("positive");
    assertThatThrownBy(() -> Shrinkage.of("none")).hasMessageContaining("'none'");
  }
}
