package dev.kizuki.trainer.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FusionTest {
  @Test
  void oneFeatureKeepsItsDistance() {
    Fusion fusion = Fusion.of(List.of(new double[] {3, 4, 5, 8}));
    assertThat(fusion.distance(6.5)).isCloseTo(6.5, within(1e-9));
  }

  @Test
  void equalFeaturesKeepTheirDistance() {
    double[] distances = {3, 4, 5, 8};
    Fusion fusion = Fusion.of(List.of(distances, distances, distances));
    assertThat(fusion.distance(6.5, 6.5, 6.5)).isCloseTo(6.5, within(1e-9));
  }

  @Test
  void theUnitOfAFeatureDoesNotChangeTheOrderOfImages() {
    Random random = new Random(1);
    double[] one = random.doubles(100, 2, 6).toArray();
    double[] other = random.doubles(100, 1, 3).toArray();
    double[] scaled = java.util.Arrays.stream(other).map(d -> 1000 * d).toArray();
    Fusion fusion = Fusion.of(List.of(one, other));
    Fusion withScaled = Fusion.of(List.of(one, scaled));
    double ratio = withScaled.distance(one[0], scaled[0]) / fusion.distance(one[0], other[0]);
    for (int i = 1; i < 100; i++) {
      assertThat(withScaled.distance(one[i], scaled[i]) / fusion.distance(one[i], other[i]))
          .isCloseTo(ratio, within(1e-9 * ratio));
    }
  }

  @Test
  void featuresThatDoNotSeeADefectDoNotHideIt() {
    double[] distances = {3, 4, 5, 8};
    Fusion fusion = Fusion.of(Collections.nCopies(5, distances));
    assertThat(fusion.distance(20, 20, 20, 3, 4)).isCloseTo(20, within(1e-9));
    assertThat(fusion.distance(4, 20, 3, 20, 20)).isCloseTo(20, within(1e-9));
  }

  @Test
  void oneFeatureAloneDoesNotDecide() {
    double[] distances = {3, 4, 5, 8};
    Fusion fusion = Fusion.of(Collections.nCopies(5, distances));
    assertThat(fusion.distance(20, 4, 4, 4, 4)).isCloseTo(Math.cbrt(20 * 4 * 4), within(1e-9));
  }

  @Test
  void aFeatureThatNeverVariesGivesAFiniteDistance() {
    Fusion fusion = Fusion.of(List.of(new double[] {3, 3, 3}, new double[] {0, 1, 2}));
    assertThat(fusion.distance(3, 0)).isFinite().isPositive();
  }
}
