package dev.kizuki.stream.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kizuki.image.Pixels;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureMeasureTest {
  private final PictureMeasure measure = new PictureMeasure();

  private static Pixels flat(int channels, int height, int width, int level) {
    byte[] samples = new byte[channels * height * width];
    Arrays.fill(samples, (byte) level);
    return new Pixels(channels, height, width, samples);
  }

  private static Pixels random(int channels, int height, int width, long seed) {
    byte[] samples = new byte[channels * height * width];
    new Random(seed).nextBytes(samples);
    return new Pixels(channels, height, width, samples);
  }

  @Test
  void aFlatPictureHasItsLevelAndNothingElse() {
    Picture picture = measure.measure(flat(3, 50, 70, 200));
    assertThat(picture.brightness()).isEqualTo(200);
    assertThat(picture.contrast()).isZero();
    assertThat(picture.sharpness()).isZero();
    assertThat(picture.thumbnail()).containsOnly(200);
    assertThat(picture.width()).isEqualTo(70);
    assertThat(picture.height()).isEqualTo(50);
  }

  @Test
  void brightnessAndContrastAreTheMeanAndTheStandardDeviation() {
    Pixels pixels = new Pixels(1, 1, 4, new byte[] {0, 8, (byte) 247, (byte) 255});
    Picture picture = measure.measure(pixels);
    assertThat(picture.brightness()).isEqualTo(127.5);
    assertThat(picture.contrast()).isCloseTo(123.565, within(0.001));
    assertThat(picture.blackShare()).isEqualTo(0.5);
    assertThat(picture.whiteShare()).isEqualTo(0.5);
  }

  @ParameterizedTest
  @CsvSource({"255,0,0,76", "0,255,0,150", "0,0,255,29"})
  void coloursWeighAsInBt601(int red, int green, int blue, double luma) {
    Pixels pixels = new Pixels(3, 1, 1, new byte[] {(byte) red, (byte) green, (byte) blue});
    assertThat(measure.measure(pixels).brightness()).isCloseTo(luma, within(1.0));
  }

  @Test
  void theDigestSeesOneSample() {
    Pixels pixels = random(3, 40, 40, 1);
    long digest = measure.measure(pixels).digest();
    assertThat(new PictureMeasure().measure(random(3, 40, 40, 1)).digest()).isEqualTo(digest);
    pixels.samples()[4000] ^= 1;
    assertThat(measure.measure(pixels).digest()).isNotEqualTo(digest);
  }

  @Test
  void measuresOnlyTheSamplesOfTheImageInALargerBuffer() {
    Pixels reused = random(3, 60, 60, 2);
    reused.reshape(1, 28, 28);
    byte[] own = Arrays.copyOf(reused.samples(), 28 * 28);
    Picture expected = measure.measure(new Pixels(1, 28, 28, own));
    Picture picture = measure.measure(reused);
    assertThat(picture.digest()).isEqualTo(expected.digest());
    assertThat(picture.thumbnail()).isEqualTo(expected.thumbnail());
    assertThat(picture.sharpness()).isEqualTo(expected.sharpness());
  }

  @Test
  void theThumbnailAveragesAreas() {
    byte[] samples = new byte[128 * 64];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) (i % 2 == 0 ? 100 : 50);
    }
    assertThat(measure.measure(new Pixels(1, 64, 128, samples)).thumbnail()).containsOnly(75);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,500", "2,3", "5,5", "28,28", "33,31", "63,64", "65,127", "700,301"})
  void measuresEverySize(int height, int width) {
    Picture picture = measure.measure(random(1, height, width, 3));
    assertThat(picture.sharpness()).isBetween(0.0, 50.0);
    assertThat(picture.thumbnail()).hasSize(Picture.SIDE * Picture.SIDE);
    assertThat(picture.difference(picture)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"48", "128"})
  void noiseAndLightHardlyChangeTheSharpnessButBlurDoes(int side) {
    double sharp = measure.measure(stripes(side, 0, 1, 0)).sharpness();
    assertThat(measure.measure(stripes(side, 3, 1, 0)).sharpness())
        .isCloseTo(sharp, within(0.15 * sharp));
    assertThat(measure.measure(stripes(side, 2, 0.5, 0)).sharpness())
        .isCloseTo(sharp, within(0.15 * sharp));
    assertThat(measure.measure(stripes(side, 2, 1, 3)).sharpness()).isLessThan(0.7 * sharp);
  }

  /** Draws stripes with edges that are as soft as a lens makes them, then adds noise. */
  private static Pixels stripes(int side, double noise, double light, double blur) {
    Random random = new Random(9);
    byte[] samples = new byte[side * side];
    double softness = 0.2 + blur;
    for (int i = 0; i < samples.length; i++) {
      int row = i / side;
      double place = (i % side + 0.3 * row) % 16;
      double edge = 1 / (1 + Math.exp(-(4 - Math.abs(place - 8)) / softness));
      double level = light * (40 + 160 * edge) + noise * random.nextGaussian();
      samples[i] = (byte) Math.round(level);
    }
    return new Pixels(1, side, side, samples);
  }
}
