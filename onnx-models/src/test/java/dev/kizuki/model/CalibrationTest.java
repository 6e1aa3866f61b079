package dev.kizuki.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  /** Creates a calibration of the distances 1, 2, ..., n. */
  private static Calibration upTo(int n) {
    float[] distances = new float[n];
    for (int i = 0; i < n; i++) {
      distances[n - 1 - i] = i + 1;
    }
    return new Calibration(distances);
  }

  @Test
  void pValueIsTheShareOfDistancesAtLeastAsLarge() {
    Calibration calibration = upTo(9);
    assertThat(calibration.pValue(0)).isEqualTo(1);
    assertThat(calibration.pValue(9)).isEqualTo(0.2);
    assertThat(calibration.pValue(9.5)).isEqualTo(0.1);
  }

  @Test
  void thresholdAndPValueAgreeForEachRate() {
    Calibration calibration = upTo(199);
    for (double rate : new double[] {0.005, 0.01, 0.02, 0.05, 0.1, 0.37}) {
      Threshold threshold = calibration.threshold(rate);
      for (double distance = 0.5; distance < 201; distance += 0.5) {
        assertThat(threshold.isExceededBy(distance))
            .as("distance %s at rate %s", distance, rate)
            .isEqualTo(calibration.pValue(distance) <= rate + 1e-9);
      }
    }
  }

  @Test
  void messageSaysHowManyImagesARateNeeds() {
    assertThat(Calibration.imagesNeededFor(0.01)).isEqualTo(99);
    assertThat(upTo(99).threshold(0.01).distance()).isEqualTo(99);
    assertThatThrownBy(() -> upTo(98).threshold(0.01))
        .hasMessageContaining("at least 99")
        .hasMessageContaining("98");
  }

  @Test
  void pValuesOfNormalImagesAreUniform() {
    Random random = new Random(3);
    int[] tenths = new int[10];
    int trials = 400;
    for (int trial = 0; trial < trials; trial++) {
      float[] distances = new float[199];
      for (int i = 0; i < distances.length; i++) {
        distances[i] = (float) Math.exp(random.nextGaussian());
      }
      Calibration calibration = new Calibration(distances);
      for (int i = 0; i < 50; i++) {
        double p = calibration.pValue(Math.exp(random.nextGaussian()));
        tenths[Math.min(9, (int) Math.floor(p * 10 - 1e-9))]++;
      }
    }
    for (int count : tenths) {
      // 2000 are expected; the standard deviation within and between calibrations is about 57.
      assertThat(count / (trials * 50.0)).isCloseTo(0.1, within(0.015));
    }
  }

  @Test
  void sortsAndCopiesItsDistances() {
    Calibration calibration = new Calibration(new float[] {3, 1, 2});
    calibration.distances()[0] = 100;
    assertThat(calibration.distances()).containsExactly(1, 2, 3);
  }

  @Test
  void refusesInvalidDistancesAndRates() {
    assertThatThrownBy(() -> new Calibration(new float[] {1, Float.NaN}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Calibration(new float[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> upTo(10).threshold(0))
        .hasMessage("the false-alarm rate must be between 0 and 1, was 0.0");
  }
}
