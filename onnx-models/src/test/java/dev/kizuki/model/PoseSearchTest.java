package dev.kizuki.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kizuki.image.Pixels;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PoseSearchTest {
  private static final int ROWS = 22;
  private static final int COLUMNS = 64;
  private static final double OFFSET = 48;
  private static final Alignment PLAIN = new Alignment(368, OFFSET);

  private static PartSketch sketch(Pixels image) {
    return PartSketch.of(image).orElseThrow();
  }

  private static AlignmentTemplate template() {
    Pixels mean = PLAIN.contrast(sketch(new Screws(512, 1, 1).screw(0)), ROWS, COLUMNS);
    return new AlignmentTemplate(ROWS, COLUMNS, mean.samples());
  }

  /** Returns a part that is moved along its axis, turned, and perhaps has the wrong direction. */
  private static Part wrong(Part part, double pixels, double degrees, boolean reversed) {
    Pose pose = Pose.of(part, pixels).moved(degrees, 0, 0);
    double sign = reversed ? -1 : 1;
    return new Part(
        pose.centreX(),
        pose.centreY(),
        sign * pose.axisX(),
        sign * pose.axisY(),
        part.heavyEnd(),
        part.lightEnd(),
        part.halfWidth(),
        part.areaShare(),
        part.borderShare(),
        part.elongation(),
        part.skewness());
  }

  @ParameterizedTest
  @CsvSource({
    "0.3, 0, 0, false",
    "0.3, 0, 0, true",
    "2, 20, 5, true",
    "3.5, -20, -5, true",
    "5, 25, 4, false"
  })
  void theTemplateFindsThePoseThatTheMomentsMiss(
      double angle, double pixels, double degrees, boolean reversed) {
    PartSketch right = sketch(new Screws(512, 1, 2).screw(angle));
    PartSketch sketch =
        new PartSketch(
            List.of(wrong(right.part(), pixels, degrees, reversed)),
            right.contrast(),
            right.factor());
    Pose expected = Pose.of(right.part(), OFFSET);
    Pose found = new PoseSearch(template(), sketch, PLAIN.length()).best(sketch.parts(), OFFSET);
    double cosine = found.axisX() * expected.axisX() + found.axisY() * expected.axisY();
    assertThat(Math.toDegrees(Math.acos(Math.min(1, cosine)))).as("degrees").isLessThan(1.5);
    assertThat(found.centreX()).as("pixels of 512").isCloseTo(expected.centreX(), within(6.0));
    assertThat(found.centreY()).isCloseTo(expected.centreY(), within(6.0));
  }

  @Test
  void aThresholdThatSeparatesThePartBetterIsUsed() {
    PartSketch right = sketch(new Screws(512, 1, 3).screw(1));
    PartSketch sketch =
        new PartSketch(
            List.of(wrong(right.part(), 120, 60, false), right.part()),
            right.contrast(),
            right.factor());
    Pose expected = Pose.of(right.part(), OFFSET);
    Pose found = new PoseSearch(template(), sketch, PLAIN.length()).best(sketch.parts(), OFFSET);
    assertThat(found.centreX()).isCloseTo(expected.centreX(), within(6.0));
    assertThat(found.centreY()).isCloseTo(expected.centreY(), within(6.0));
  }

  @Test
  void aPictureCorrelatesWithItselfAndNotWithAFlatOne() {
    byte[] samples = {0, 10, -1, 100};
    AlignmentTemplate template = new AlignmentTemplate(2, 2, samples);
    byte[] negative = {-1, -11, 0, -101};
    assertThat(template.correlation(samples)).isCloseTo(1, within(1e-12));
    assertThat(template.correlation(negative)).isCloseTo(-1, within(1e-12));
    assertThat(template.correlation(new byte[] {7, 7, 7, 7})).isZero();
  }
}
