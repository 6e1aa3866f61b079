package dev.kizuki.trainer.calibration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class OutliersTest {
  private static double[] distances(int n) {
    Random random = new Random(1);
    return DoubleStream.generate(() -> 5 * Math.exp(0.2 * random.nextGaussian()))
        .limit(n)
        .toArray();
  }

  @Test
  void imagesOfOneKindHaveNone() {
    assertThat(Outliers.of(distances(2000))).isEmpty();
  }

  @Test
  void theLargestComesFirst() {
    double[] distances = distances(200);
    distances[17] = 40;
    distances[120] = 90;
    assertThat(Outliers.of(distances)).containsExactly(120, 17);
  }

  @Test
  void anImageThatIsCloserThanTheOthersIsNone() {
    double[] distances = distances(200);
    distances[3] = 0;
    assertThat(Outliers.of(distances)).isEmpty();
  }
}
