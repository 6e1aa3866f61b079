package dev.kizuki.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProjectionTest {
  /** Points in five dimensions. The second and the fourth dimension have the largest variance. */
  private static List<double[]> latents(int n, double shift, long seed) {
    Random random = new Random(seed);
    double[] deviations = {0.1, 3, 0.1, 2, 0.1};
    List<double[]> latents = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      double[] z = new double[5];
      for (int j = 0; j < 5; j++) {
        z[j] = shift + deviations[j] * random.nextGaussian();
      }
      latents.add(z);
    }
    return latents;
  }

  @Test
  void pcaKeepsDistancesInTheDirectionsOfLargestVariance() {
    List<double[]> fitted = latents(2000, 0, 1);
    Projection pca = Projection.pca(fitted, latents(500, 0, 2), latents(500, 30, 3));
    assertThat(pca.detection().auroc()).isEqualTo(1);
    double meanSquare =
        pca.normal().stream()
            .mapToDouble(point -> Math.pow(pca.gaussian().distance(point), 2))
            .average()
            .orElseThrow();
    // chi-square with two degrees of freedom has the mean 2 and a standard error of 0.09 here
    assertThat(meanSquare).isCloseTo(2, within(0.3));
  }

  @Test
  void aContourIsAtItsDistance() {
    Projection pca = Projection.pca(latents(200, 0, 1), latents(9, 0, 2), latents(9, 1, 3));
    for (int distance = 1; distance <= 4; distance++) {
      for (double[] point : pca.gaussian().contour(distance)) {
        assertThat(pca.gaussian().distance(point)).isCloseTo(distance, within(1e-9));
      }
    }
  }

  @Test
  void tsnePlacesAllPointsAndSeparatesDistantGroups() {
    Projection tsne = Projection.tsne(latents(160, 0, 2), latents(80, 60, 3), 1);
    assertThat(tsne.normal()).hasSize(160);
    assertThat(tsne.anomalous()).hasSize(80);
    assertThat(tsne.detection().auroc()).isGreaterThan(0.95);
  }
}
