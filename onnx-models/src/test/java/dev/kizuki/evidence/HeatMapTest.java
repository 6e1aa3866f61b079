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

  @Test
  void theTransparentMapHasTheColoursAndOpacitiesOfTheScale() {
    BufferedImage map = HeatMap.transparent(new float[] {0, 1, 3}, 3);
    assertThat(map.getRGB(0, 0) >>> 24).isZero();
    assertThat(map.getRGB(1, 0) >>> 24).isEqualTo(Math.round(255 * 0.45f));
    assertThat(map.getRGB(1, 0) & 0xffffff).isEqualTo(HeatMap.colour(0.5));
    assertThat(map.getRGB(2, 0) & 0xffffff).isEqualTo(0xff0000);
  }

  @Test
  void aLineSurroundsWhatExceedsTheThreshold() {
    float[] map = {
      0, 0, 0, 0, 0, //
      0, 2, 2, 2, 1, //
      0, 2, 2, 2, 0, //
      0, 2, 2, 2, 0
    };
    BufferedImage picture = new BufferedImage(5, 4, BufferedImage.TYPE_INT_ARGB);
    HeatMap.outline(picture, map);
    for (int i = 0; i < map.length; i++) {
      int x = i % 5;
      int y = i / 5;
      boolean onTheLine = map[i] == 2 && (x != 2 || y == 1);
      assertThat(picture.getRGB(x, y)).as("%d, %d", x, y).isEqualTo(onTheLine ? -1 : 0);
    }
  }
}
