package dev.kizuki.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.Pixels;
import dev.kizuki.model.Alignment;
import dev.kizuki.model.PartSketch;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PartTemplateTest {
  private static final int SIDE = 128;
  private final Random random = new Random(1);

  /** Draws a dark bar of 80 x 16 pixels with one gray end. Its outline has two equal ends. */
  private PartSketch bar(double angle) {
    Pixels picture =
        TurnedPart.draw(
            SIDE,
            angle,
            (along, across) -> {
              boolean bar = Math.abs(along) < 40 && Math.abs(across) < 8;
              double value = bar ? (along < -10 ? 100 : 20) : 200;
              return value + 3 * random.nextGaussian();
            });
    return PartSketch.of(picture).orElseThrow();
  }

  /** Returns how many parts have the gray end on the left. */
  private static long grayOnTheLeft(Alignment alignment, List<PartSketch> sketches) {
    return sketches.stream()
        .filter(
            sketch -> {
              Pixels contrast = alignment.contrast(sketch, 20, 64);
              return contrast.sample(0, 10, 15) < contrast.sample(0, 10, 48);
            })
        .count();
  }

  @Test
  void partsWithEqualOutlinesAtBothEndsAreAlignedByTheirInside() {
    List<PartSketch> sketches = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      sketches.add(bar(random.nextDouble() * 2 * Math.PI));
    }
    Alignment byMoments = new Alignment(96, 0);
    assertThat(grayOnTheLeft(byMoments, sketches)).isBetween(5L, 35L);
    Alignment byTemplate = new PartTemplate(sketches, 64, 200).addTo(byMoments);
    assertThat(grayOnTheLeft(byTemplate, sketches)).isIn(0L, 40L);
  }
}
