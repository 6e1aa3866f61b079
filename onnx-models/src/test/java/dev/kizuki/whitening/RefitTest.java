package dev.kizuki.whitening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RefitTest {
  private static final double[] MEAN = {3, -1, 0.5, 10, 0};
  private static final int DIMENSIONS = MEAN.length;

  /** Vectors around the mean; their values have the standard deviations 1, 2, 3, 4, 5. */
  private static List<double[]> vectors(int n) {
    Random random = new Random(4);
    List<double[]> vectors = new ArrayList<>();
    for (int row = 0; row < n; row++) {
      double[] vector = MEAN.clone();
      for (int i = 0; i < DIMENSIONS; i++) {
        vector[i] += (i + 1) * random.nextGaussian();
      }
      vectors.add(vector);
    }
    return vectors;
  }

  @Test
  void theMeanBecomesZero() {
    List<double[]> vectors = vectors(1000);
    Refit refit = Refit.of(vectors);
    double[] mean = new double[DIMENSIONS];
    for (double[] vector : vectors) {
      double[] mapped = refit.map().apply(vector);
      for (int i = 0; i < DIMENSIONS; i++) {
        mean[i] += mapped[i] / vectors.size();
      }
    }
    assertThat(mean).containsExactly(new double[DIMENSIONS], within(1e-9));
    assertThat(refit.shift()).isCloseTo(Math.sqrt(9 + 1 + 0.25 + 100), within(0.5));
    assertThat(refit.variance()).isCloseTo(11, within(0.8));
    assertThat(refit.whitening()).isTrue();
  }

  @Test
  void eachDirectionIsDividedByItsDeviationWithTheMeanVariance() {
    double[] matrix = Refit.of(vectors(20_000)).map().matrix();
    for (int i = 0; i < DIMENSIONS; i++) {
      double expected = 1 / Math.sqrt((i + 1) * (i + 1) + 11);
      assertThat(matrix[i * DIMENSIONS + i]).isCloseTo(expected, within(0.02 * expected));
      for (int row = i + 1; row < DIMENSIONS; row++) {
        assertThat(matrix[row * DIMENSIONS + i]).isZero();
      }
    }
  }

  @Test
  void fewImagesChangeTheMeanOnly() {
    double[] wide = new double[30];
    Random random = new Random(4);
    List<double[]> vectors = new ArrayList<>();
    for (int row = 0; row < 119; row++) {
      double[] vector = wide.clone();
      for (int i = 0; i < vector.length; i++) {
        vector[i] = 7 + random.nextGaussian();
      }
      vectors.add(vector);
    }
    Refit refit = Refit.of(vectors);
    assertThat(refit.whitening()).isFalse();
    assertThat(refit.map().matrix()).containsExactly(AffineMap.identity(30).matrix());
    assertThat(refit.map().offset()[0]).isCloseTo(-7, within(0.5));
    vectors.add(wide);
    assertThat(Refit.of(vectors).whitening()).isTrue();
  }

  @Test
  void refusesTooFewImagesAndImagesThatHardlyVary() {
    assertThatThrownBy(() -> Refit.of(vectors(99)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 100 images, there are 99");
    List<double[]> same = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      same.add(MEAN);
    }
    assertThatThrownBy(() -> Refit.of(same))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the mean variance of the images' feature is");
  }

  @Test
  void mapsAreComposedInOrder() {
    AffineMap first = Refit.of(vectors(1000)).map();
    AffineMap second = Refit.of(vectors(500)).map();
    double[] x = {1, 2, 3, 4, 5};
    assertThat(first.then(second).apply(x))
        .containsExactly(second.apply(first.apply(x)), within(1e-12));
    assertThatThrownBy(() -> first.then(AffineMap.identity(3)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
