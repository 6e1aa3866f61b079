package dev.kizuki.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

class HeatMapTest {
  @Test
  void theThresholdIsInTheMiddleOfTheScaleAndThreeTimesItAtTheEnd() {
    assertThat(HeatMap.position(0)).isZero();
    assertThat(HeatMap.position(0.5)).isEqualTo(0.25);
    assertThat(HeatMap.position(1)).isEqualTo(0.5);
    assertThat(HeatMap.position(2)).isEqualTo(0.75);
    assertThat(HeatMap.position(3)).isEqualTo(1);
    assertThat(HeatMap.position(1e9)).isEqualTo(1);
    assertThat(HeatMap.colour(1)).isEqualTo(0xff0000);
    assertThat(HeatMap.colour(0)).isZero();
  }

  @Test
  void opacityGrowsFromZero() {
    assertThat(HeatMap.opacity(0)).isZero();
    for (double position = 0; position < 1; position += 0.01) {
      assertThat(HeatMap.opacity(position + 0.01)).isGreaterThan(HeatMap.opacity(position));
    }
    assertThat(HeatMap.opacity(1)).isLessThan(1);
  }

  @Test
  void theImageIsSeenWhereTheMapIsZero() {
    BufferedImage picture = new BufferedImage(2, 1, BufferedImage.TYPE_INT_RGB);
    picture.setRGB(0, 0, 0x123456);
    picture.setRGB(1, 0, 0x123456);
    BufferedImage covered = HeatMap.over(picture, new float[] {0, 5});
    assertThat(covered.getRGB(0, 0) & 0xffffff).isEqualTo(0x123456);
    assertThat(covered.getRGB(1, 0) >> 16 & 0xff).isGreaterThan(0xd0);
  }

  @Test
  void twoValuesAboveTheThresholdDiffer() {
    BufferedImage bare = HeatMap.bare(new float[] {1.5f, 2.5f}, 2);
    assertThat(bare.getRGB(0, 0)).isNotEqualTo(bare.getRGB(1, 0));
  }
}
