package dev.kizuki.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kizuki.image.Pixels;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AlignmentTest {
  private static final int SIDE = 512;
  private static final int HEIGHT = 64;
  private static final int WIDTH = 192;

  /** The part and a margin, in pixels of images of 512 x 512. */
  private static final Alignment ALIGNMENT = new Alignment(368, 48);

  private static Pixels align(Pixels image) {
    return ALIGNMENT.align(image, HEIGHT, WIDTH).orElseThrow();
  }

  private static double meanDifference(Pixels a, Pixels b) {
    double sum = 0;
    for (int i = 0; i < a.size(); i++) {
      sum += Math.abs((a.samples()[i] & 0xff) - (b.samples()[i] & 0xff));
    }
    return sum / a.size();
  }

  /** Returns how much darker than the background a range of columns is, on average. */
  private static double darkness(Pixels image, int from, int to) {
    double sum = 0;
    for (int row = 0; row < image.height(); row++) {
      for (int column = from; column < to; column++) {
        sum += 190 - image.sample(0, row, column);
      }
    }
    return sum / image.height() / (to - from);
  }

  private static boolean headIsOnTheLeft(Pixels aligned) {
    return darkness(aligned, 0, WIDTH / 3) > darkness(aligned, 2 * WIDTH / 3, WIDTH);
  }

  @ParameterizedTest
  @CsvSource({"1, 40", "3, 10"})
  void screwsThatLieAnyWayLookTheSame(int channels, int images) {
    Screws screws = new Screws(SIDE, channels, 1);
    Pixels first = align(screws.screw(0));
    int heads = 0;
    double worst = 0;
    for (int i = 0; i < images; i++) {
      Pixels aligned = align(screws.screw(screws.anyAngle()));
      heads += headIsOnTheLeft(aligned) ? 1 : 0;
      worst = Math.max(worst, meanDifference(first, aligned));
    }
    assertThat(heads).isGreaterThanOrEqualTo(images * 95 / 100);
    assertThat(worst).as("levels of 255, with noise of 4").isLessThan(9);
  }

  @ParameterizedTest
  @CsvSource({"0.7, 0", "1, 0.25", "0.85, -0.15"})
  void defectivePartsAreAlignedAndStayDifferent(double shaft, double bend) {
    Screws screws = new Screws(SIDE, 1, 2);
    Pixels normal = align(screws.screw(0));
    for (int i = 0; i < 10; i++) {
      Pixels aligned = align(screws.screw(screws.anyAngle(), shaft, bend));
      assertThat(headIsOnTheLeft(aligned)).isTrue();
      assertThat(meanDifference(normal, aligned)).isGreaterThan(9);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 1.2, 2, 3, 4, 5, 6})
  void theAxisPointsFromTheHeavyEndToTheLightEnd(double angle) {
    Part part = Part.find(new Screws(SIDE, 1, 3).screw(angle)).orElseThrow();
    double difference = StrictMath.IEEEremainder(part.angle() - angle, 2 * Math.PI);
    assertThat(difference).as("radians").isCloseTo(0, within(0.03));
    assertThat(part.lightEnd() - part.heavyEnd())
        .isCloseTo((Screws.TO - Screws.HEAD_FROM) * SIDE / 512, within(8.0));
    assertThat(part.halfWidth()).isCloseTo(45.0 * SIDE / 512, within(4.0));
    assertThat(part.elongation()).isGreaterThan(5);
    assertThat(part.borderShare()).isZero();
    assertThat(part.areaShare()).isBetween(0.04, 0.07);
  }

  @Test
  void lightFromOneSideDoesNotHideThePart() {
    for (double angle : new double[] {0.5, 2, 4}) {
      Pixels screw = new Screws(SIDE, 1, 9).screw(angle);
      for (int i = 0; i < screw.size(); i++) {
        int lit = (screw.samples()[i] & 0xff) + (i % SIDE - SIDE / 2) * 50 / SIDE;
        screw.samples()[i] = (byte) Math.max(0, Math.min(255, lit));
      }
      double found = Part.find(screw).orElseThrow().angle();
      assertThat(StrictMath.IEEEremainder(found - angle, 2 * Math.PI)).isCloseTo(0, within(0.03));
    }
  }

  @Test
  void aPartLiesUprightInAnUprightInput() {
    Pixels aligned = ALIGNMENT.align(new Screws(SIDE, 1, 4).screw(2.5), 192, 64).orElseThrow();
    Pixels lying = align(new Screws(SIDE, 1, 4).screw(2.5));
    for (int row = 0; row < HEIGHT; row++) {
      for (int column = 0; column < WIDTH; column++) {
        assertThat(aligned.sample(0, column, HEIGHT - 1 - row))
            .isCloseTo(lying.sample(0, row, column), within(1));
      }
    }
  }

  @Test
  void aLargerPartStaysLarger() {
    Part small = Part.find(align(new Screws(480, 1, 5).screw(1))).orElseThrow();
    Part large = Part.find(align(new Screws(540, 1, 5).screw(1))).orElseThrow();
    assertThat(large.halfWidth() / small.halfWidth()).isCloseTo(540.0 / 480, within(0.08));
  }

  @Test
  void placesOutsideTheImageLookLikeTheBackground() {
    Pixels wide =
        new Alignment(1400, 0).align(new Screws(SIDE, 1, 6).screw(0.5), 64, 192).orElseThrow();
    assertThat(wide.sample(0, 0, 0)).isCloseTo(190, within(3));
    assertThat(wide.sample(0, 63, 191)).isCloseTo(190, within(3));
  }

  @Test
  void noSampleIsZero() {
    byte[] samples = new byte[SIDE * SIDE];
    for (int i = 0; i < samples.length; i++) {
      int x = i % SIDE - 250;
      int y = i / SIDE - 250;
      samples[i] = (byte) (Math.abs(x) < 60 && Math.abs(y) < 20 ? 200 : 0);
    }
    assertThat(align(new Pixels(1, SIDE, SIDE, samples)).samples()).doesNotContain(0);
  }

  @Test
  void anImageWithoutAPartIsOnlyResized() {
    Pixels empty = new Screws(SIDE, 1, 7).background();
    assertThat(Part.find(empty)).isEmpty();
    assertThat(Part.find(new Pixels(1, 100, 100, new byte[10_000]))).isEmpty();
    assertThat(Part.find(new Pixels(3, 1, 2, new byte[6]))).isEmpty();
    Preprocessing plain = new Preprocessing(1, HEIGHT, WIDTH, Resize.STRETCH);
    Preprocessing aligning =
        new Preprocessing(1, HEIGHT, WIDTH, Resize.STRETCH, Optional.of(ALIGNMENT));
    assertThat(written(aligning, empty)).isEqualTo(written(plain, empty));
    Pixels screw = new Screws(SIDE, 1, 7).screw(1);
    assertThat(written(aligning, screw)).isEqualTo(align(screw).samples());
  }

  @ParameterizedTest
  @CsvSource({"64, 192", "192, 64"})
  void aMaskIsTurnedAsItsImage(int height, int width) {
    Preprocessing aligning =
        new Preprocessing(1, height, width, Resize.STRETCH, Optional.of(ALIGNMENT));
    Screws screws = new Screws(SIDE, 3, 10);
    for (int i = 0; i < 4; i++) {
      Pixels image = screws.screw(screws.anyAngle(), 1, 0.2);
      Pixels mask = aligning.frameMask(image, dark(image)).orElseThrow();
      Pixels expected = dark(ALIGNMENT.align(image, height, width).orElseThrow());
      int different = 0;
      for (int j = 0; j < mask.size(); j++) {
        different +=
            (mask.samples()[j] & 0xff) > 127 == (expected.samples()[j] & 0xff) > 127 ? 0 : 1;
      }
      assertThat(different).as("pixels on the outline of the screw").isLessThan(mask.size() / 50);
    }
  }

  /** Returns 255 where an image is darker than half of the background, and 1 elsewhere. */
  private static Pixels dark(Pixels image) {
    byte[] samples = new byte[image.height() * image.width()];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) ((image.samples()[i] & 0xff) < 120 ? 255 : 1);
    }
    return new Pixels(1, image.height(), image.width(), samples);
  }

  @Test
  void placesOutsideTheImageAreZeroInTheMask() {
    Pixels image = new Screws(SIDE, 1, 11).screw(0.5);
    Preprocessing wide =
        new Preprocessing(1, 64, 192, Resize.STRETCH, Optional.of(new Alignment(1400, 0)));
    Pixels mask = wide.frameMask(image, dark(image)).orElseThrow();
    assertThat(mask.sample(0, 0, 0)).isZero();
    assertThat(mask.sample(0, 63, 191)).isZero();
    assertThat(mask.sample(0, 32, 96)).isPositive();
  }

  @Test
  void theMaskOfAnImageWithoutAPartIsOnlyResized() {
    Preprocessing aligning =
        new Preprocessing(1, HEIGHT, WIDTH, Resize.PAD, Optional.of(ALIGNMENT));
    Pixels image = new Screws(SIDE, 1, 12).background();
    Pixels mask = aligning.frameMask(image, dark(image)).orElseThrow();
    assertThat(mask.sample(0, 10, 63)).isOne();
    assertThat(mask.sample(0, 10, 64)).isZero();
  }

  @Test
  void refusesAMaskOfAnotherSize() {
    Preprocessing shape = new Preprocessing(1, 64, 64, Resize.STRETCH);
    Pixels image = new Pixels(1, 30, 20, new byte[600]);
    Pixels mask = new Pixels(1, 20, 30, new byte[600]);
    assertThatThrownBy(() -> shape.frameMask(image, mask))
        .hasMessageContaining("30 x 20 pixels, its image 20 x 30");
  }

  private static byte[] written(Preprocessing preprocessing, Pixels image) {
    ByteBuffer target = ByteBuffer.allocate(preprocessing.size());
    assertThat(preprocessing.write(image, target)).isEmpty();
    return target.array();
  }

  @Test
  void aPartThatIsCutOffTouchesTheBorder() {
    Pixels screw = new Screws(SIDE, 1, 8).screw(0);
    byte[] half = new byte[SIDE * SIDE / 2];
    for (int row = 0; row < SIDE; row++) {
      System.arraycopy(screw.samples(), row * SIDE + SIDE / 2, half, row * SIDE / 2, SIDE / 2);
    }
    assertThat(Part.find(new Pixels(1, SIDE, SIDE / 2, half)).orElseThrow().borderShare())
        .isGreaterThan(0.05);
  }

  @Test
  void refusesALengthThatIsNotPositive() {
    assertThatThrownBy(() -> new Alignment(0, 1)).hasMessageContaining("positive");
    assertThatThrownBy(() -> new Alignment(Double.NaN, 1)).hasMessageContaining("NaN");
    assertThatThrownBy(() -> new Alignment(1, Double.POSITIVE_INFINITY))
        .hasMessageContaining("finite");
  }
}
