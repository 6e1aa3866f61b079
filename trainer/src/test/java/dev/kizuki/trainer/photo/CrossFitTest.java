package dev.kizuki.trainer.photo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class CrossFitTest {
  private static double[] gaussian(int n, double mean, long seed) {
    Random random = new Random(seed);
    return DoubleStream.generate(() -> mean + random.nextGaussian()).limit(n).toArray();
  }

  @Test
  void aFeatureThatSeesDefectsIsUsed() {
    assertThat(new CrossFit(gaussian(300, 5, 1), gaussian(300, 5.5, 2)).seesDefects()).isTrue();
  }

  @Test
  void aBlindFeatureIsRarelyUsedByChance() {
    int used = 0;
    for (int i = 0; i < 1000; i++) {
      used +=
          new CrossFit(gaussian(20, 5, 2L * i), gaussian(20, 5, 2L * i + 1)).seesDefects() ? 1 : 0;
    }
    assertThat(used).isLessThan(75);
  }

  @Test
  void aFeatureThatHardlySeesDefectsIsNotUsed() {
    assertThat(new CrossFit(gaussian(4000, 5, 1), gaussian(4000, 5.2, 2)).seesDefects()).isFalse();
  }
}
