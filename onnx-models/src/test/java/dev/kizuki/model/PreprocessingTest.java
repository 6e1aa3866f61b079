package dev.kizuki.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.image.Pixels;
import dev.kizuki.image.RejectionReason;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

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
