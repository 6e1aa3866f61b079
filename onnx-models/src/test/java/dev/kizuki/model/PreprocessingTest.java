package dev.kizuki.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kizuki.image.Pixels;
import dev.kizuki.image.RejectionReason;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreprocessingTest {
  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] write(Preprocessing preprocessing, Pixels pixels) {
    ByteBuffer target = ByteBuffer.allocate(preprocessing.size());
    assertThat(preprocessing.write(pixels, target)).isEmpty();
    assertThat(target.remaining()).isZero();
    return target.array();
  }

  @Test
  void convertsColourToGrayByBt601() {
    Preprocessing gray = new Preprocessing(1, 1, 3, Resize.NONE);
    Pixels redGreenBlue = new Pixels(3, 1, 3, bytes(255, 0, 0, 0, 255, 0, 0, 0, 255));
    assertThat(write(gray, redGreenBlue)).isEqualTo(bytes(76, 150, 29));
  }

  @Test
  void convertsGrayToColourByRepeatingIt() {
    Preprocessing colour = new Preprocessing(3, 1, 2, Resize.NONE);
    assertThat(write(colour, new Pixels(1, 1, 2, bytes(7, 9)))).isEqualTo(bytes(7, 9, 7, 9, 7, 9));
  }

  @Test
  void shrinksByAveragingTheCoveredArea() {
    Preprocessing half = new Preprocessing(1, 1, 2, Resize.STRETCH);
    // From 3 pixels to 2: each target pixel covers one and a half.
    assertThat(write(half, new Pixels(1, 1, 3, bytes(0, 90, 180)))).isEqualTo(bytes(30, 150));
    Pixels square = new Pixels(1, 2, 2, bytes(10, 20, 30, 40));
    assertThat(write(new Preprocessing(1, 1, 1, Resize.STRETCH), square)).isEqualTo(bytes(25));
  }

  @Test
  void enlargesByRepeatingPixels() {
    Preprocessing twice = new Preprocessing(1, 1, 4, Resize.STRETCH);
    assertThat(write(twice, new Pixels(1, 1, 2, bytes(5, 250)))).isEqualTo(bytes(5, 5, 250, 250));
  }

  @Test
  void fitKeepsTheAspectRatioAndMirrorsTheRest() {
    Pixels wide = new Pixels(1, 1, 4, bytes(10, 20, 30, 40));
    assertThat(write(new Preprocessing(1, 3, 4, Resize.FIT), wide))
        .isEqualTo(bytes(10, 20, 30, 40, 10, 20, 30, 40, 10, 20, 30, 40));
    Pixels tall = new Pixels(1, 4, 2, bytes(0, 10, 20, 30, 40, 50, 60, 70));
    assertThat(write(new Preprocessing(1, 2, 4, Resize.FIT), tall))
        .as("scaled to one column of two pixels; the rest is its mirror image")
        .isEqualTo(bytes(15, 15, 15, 15, 55, 55, 55, 55));
    Pixels narrow = new Pixels(1, 1, 2, bytes(1, 2));
    assertThat(write(new Preprocessing(1, 1, 5, Resize.FIT), narrow))
        .isEqualTo(bytes(1, 2, 2, 1, 1));
  }

  @Test
  void padPlacesTheImageInTheUpperLeftCornerAndTheRestIsZero() {
    Pixels wide = new Pixels(1, 1, 4, bytes(10, 20, 30, 40));
    assertThat(write(new Preprocessing(1, 2, 4, Resize.PAD), wide))
        .isEqualTo(bytes(10, 20, 30, 40, 0, 0, 0, 0));
    Pixels tall = new Pixels(1, 4, 2, bytes(0, 10, 20, 30, 40, 50, 60, 70));
    assertThat(write(new Preprocessing(1, 2, 3, Resize.PAD), tall))
        .isEqualTo(bytes(15, 0, 0, 55, 0, 0));
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "1, 3", "3, 1", "3, 3"})
  void padLeavesNoBlackSampleInTheImage(int imageChannels, int modelChannels) {
    Preprocessing shape = new Preprocessing(modelChannels, 4, 6, Resize.PAD);
    byte[] small = write(shape, new Pixels(imageChannels, 2, 2, new byte[4 * imageChannels]));
    byte[] own = write(shape, new Pixels(imageChannels, 4, 6, new byte[24 * imageChannels]));
    for (int i = 0; i < shape.size(); i++) {
      assertThat(small[i]).isEqualTo((byte) (i % 6 < 4 ? 1 : 0));
      assertThat(own[i]).isEqualTo((byte) 1);
    }
  }

  @Test
  void cropKeepsTheMiddleAndTheAspectRatio() {
    Pixels wide = new Pixels(1, 1, 5, bytes(10, 20, 30, 40, 50));
    assertThat(write(new Preprocessing(1, 1, 3, Resize.CROP), wide)).isEqualTo(bytes(20, 30, 40));
    Pixels tall = new Pixels(1, 4, 2, bytes(0, 10, 20, 30, 40, 50, 60, 70));
    assertThat(write(new Preprocessing(1, 1, 1, Resize.CROP), tall)).isEqualTo(bytes(35));
    Pixels colour = new Pixels(3, 1, 3, bytes(1, 2, 3, 4, 5, 6, 7, 8, 9));
    assertThat(write(new Preprocessing(3, 1, 1, Resize.CROP), colour)).isEqualTo(bytes(2, 5, 8));
  }

  @ParameterizedTest
  @CsvSource({"12, 16, 6, 4", "13, 17, 6, 5", "10, 9, 3, 3", "5, 4, 11, 9", "12, 12, 5, 4"})
  void scalesByTheCoveredAreaOfBothAxes(int height, int width, int newHeight, int newWidth) {
    byte[] samples = new byte[height * width];
    new Random(3).nextBytes(samples);
    Pixels source = new Pixels(1, height, width, samples);
    byte[] scaled = write(new Preprocessing(1, newHeight, newWidth, Resize.STRETCH), source);
    for (int i = 0; i < scaled.length; i++) {
      double mean = meanOfCoveredArea(source, i / newWidth, newHeight, i % newWidth, newWidth);
      assertThat(scaled[i] & 0xff).isCloseTo((int) Math.round(mean), within(1));
    }
  }

  private static double meanOfCoveredArea(
      Pixels source, int row, int rows, int column, int columns) {
    double sum = 0;
    for (int y = 0; y < source.height(); y++) {
      for (int x = 0; x < source.width(); x++) {
        sum +=
            overlap(y, row, (double) source.height() / rows)
                * overlap(x, column, (double) source.width() / columns)
                * source.sample(0, y, x);
      }
    }
    return sum * rows * columns / source.size();
  }

  /** Returns the share of a source pixel that a target pixel covers. */
  private static double overlap(int pixel, int target, double ratio) {
    return Math.max(0, Math.min(pixel + 1, (target + 1) * ratio) - Math.max(pixel, target * ratio));
  }

  @Test
  void rejectsAnotherSizeIfItMayNotResize() {
    Preprocessing exact = new Preprocessing(1, 2, 2, Resize.NONE);
    ByteBuffer target = ByteBuffer.allocate(4);
    assertThat(exact.write(new Pixels(1, 1, 4, new byte[4]), target))
        .hasValueSatisfying(
            rejection -> assertThat(rejection.reason()).isEqualTo(RejectionReason.WRONG_SIZE));
    assertThat(target.position()).isZero();
  }

  @Test
  void refusesInvalidShapes() {
    assertThatThrownBy(() -> new Preprocessing(2, 4, 4, Resize.NONE))
        .hasMessage("channels must be 1 or 3, was 2");
    assertThatThrownBy(() -> new Preprocessing(1, 0, 4, Resize.NONE)).hasMessageContaining("0");
  }
}
