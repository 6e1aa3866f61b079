package dev.kizuki.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.image.Pixels;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class EvidencePictureTest {
  private static final int WIDTH = 8;
  private static final int HEIGHT = 4;

  /** A grid of one row: 0 on the left half, four thresholds on the right half. */
  private static Evidence halfHot(Pixels input) {
    return new Evidence(Evidence.Method.EXACT, 1, 2, new float[] {0, 4}, 4, input);
  }

  private static Pixels gray() {
    byte[] samples = new byte[WIDTH * HEIGHT];
    Arrays.fill(samples, (byte) 100);
    return new Pixels(1, HEIGHT, WIDTH, samples);
  }

  private static BufferedImage read(byte[] png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png));
  }

  @Test
  void theBareMapHasTheSizeOfTheInputAndIsTransparentWhereNothingIs() throws IOException {
    BufferedImage map = read(new EvidencePicture(halfHot(gray())).bare());
    assertThat(map.getWidth()).isEqualTo(WIDTH);
    assertThat(map.getHeight()).isEqualTo(HEIGHT);
    assertThat(map.getColorModel().hasAlpha()).isTrue();
    assertThat(map.getRGB(0, 0) >>> 24).isZero();
    assertThat(map.getRGB(7, 3) >>> 24).isEqualTo(Math.round(255 * 0.85f));
    assertThat(map.getRGB(7, 3) & 0xffffff).isEqualTo(0xff0000);
  }

  @Test
  void theImageIsSeenWhereTheOverlaidMapIsZero() throws IOException {
    BufferedImage picture = read(new EvidencePicture(halfHot(gray())).overlaid());
    assertThat(picture.getRGB(0, 0) & 0xffffff).isEqualTo(0x646464);
    assertThat(picture.getRGB(7, 0) >> 16 & 0xff).isGreaterThan(0xd0);
  }

  @Test
  void coloursOfTheImageAreKept() throws IOException {
    byte[] samples = new byte[3 * WIDTH * HEIGHT];
    samples[0] = (byte) 10;
    samples[WIDTH * HEIGHT] = (byte) 20;
    samples[2 * WIDTH * HEIGHT] = (byte) 230;
    Pixels input = new Pixels(3, HEIGHT, WIDTH, samples);
    BufferedImage picture = read(new EvidencePicture(halfHot(input)).overlaid());
    assertThat(picture.getRGB(0, 0) & 0xffffff).isEqualTo(0x0a14e6);
  }

  @Test
  void anEnlargedPictureKeepsPixelsAsSquares() throws IOException {
    Pixels input = gray();
    input.samples()[0] = 0;
    BufferedImage picture = read(new EvidencePicture(halfHot(input), 3).overlaid());
    assertThat(picture.getWidth()).isEqualTo(3 * WIDTH);
    assertThat(picture.getRGB(2, 2) & 0xffffff).isZero();
    assertThat(picture.getRGB(3, 2) & 0xffffff).isEqualTo(0x646464);
    assertThat(EvidencePicture.scaleUpTo(26, input)).isEqualTo(3);
    assertThat(EvidencePicture.scaleUpTo(4, input)).isEqualTo(1);
  }

  @Test
  void aLineRunsAlongTheThreshold() throws IOException {
    BufferedImage map = read(new EvidencePicture(halfHot(gray())).bare());
    // value 4 * (x - 1.5) / 4 between the centres of the cells: above 1 from x = 3 on
    assertThat(map.getRGB(2, 1)).isNotEqualTo(0xffffffff);
    assertThat(map.getRGB(3, 1)).isEqualTo(0xffffffff);
    assertThat(map.getRGB(4, 1)).isNotEqualTo(0xffffffff);
  }

  @Test
  void theGridInScoreUnitsHasOneSampleForEachCell() throws IOException {
    float[] values = {0, 0.5f, 1, 2, 3, 99};
    Evidence evidence = new Evidence(Evidence.Method.OCCLUSION, 2, 3, values, 99, gray());
    BufferedImage grid = read(new EvidencePicture(evidence).inScoreUnits());
    assertThat(grid.getWidth()).isEqualTo(3);
    assertThat(grid.getHeight()).isEqualTo(2);
    assertThat(grid.getRaster().getSamples(0, 0, 3, 2, 0, (int[]) null))
        .containsExactly(0, 43, 85, 170, 255, 255);
  }

  @Test
  void aGridWithAnotherNumberOfValuesIsRefused() {
    assertThatThrownBy(
            () -> new Evidence(Evidence.Method.EXACT, 2, 2, new float[] {1, 2, 3}, 1, gray()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 x 2 values, got 3");
  }
}
