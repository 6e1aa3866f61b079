package dev.kizuki.embedded.simulator.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The requirements that every drawn product must meet. */
abstract class ProductContract {
  private static final Frame GRAY = new Frame(128, false);
  private static final Frame COLOUR = new Frame(128, true);

  abstract Product product(Frame frame);

  private Specimen specimen(Frame frame, long seed, @Nullable String defect) {
    return product(frame).make(new Random(seed), defect);
  }

  private static double[] luma(Canvas canvas) {
    double[] luma = new double[canvas.side() * canvas.side()];
    for (int i = 0; i < luma.length; i++) {
      luma[i] = canvas.luma(i);
    }
    return luma;
  }

  @Test
  void noTwoSpecimensAreEqual() {
    Random random = new Random(1);
    Product product = product(GRAY);
    double[] first = luma(product.make(random, null).shown());
    double[] second = luma(product.make(random, null).shown());
    double difference = 0;
    for (int i = 0; i < first.length; i++) {
      difference += Math.abs(first[i] - second[i]) / first.length;
    }
    assertThat(difference).as("mean difference in gray levels").isGreaterThan(3);
  }

  @Test
  void theSameSeedGivesTheSameSpecimen() {
    for (String defect : product(GRAY).defects()) {
      assertThat(luma(specimen(GRAY, 4, defect).shown()))
          .isEqualTo(luma(specimen(GRAY, 4, defect).shown()));
    }
  }

  @Test
  void aGoodSpecimenHasAnEmptyMask() {
    assertThat(Mask.of(specimen(COLOUR, 2, null), true).pixels()).containsOnly(0);
  }

  @Test
  void everyDefectIsVisibleInItsMask() {
    for (String defect : product(GRAY).defects()) {
      for (long seed = 0; seed < 4; seed++) {
        Mask mask = Mask.of(specimen(GRAY, seed, defect), false);
        assertThat(mask.isVisible()).as("%s of seed %d", defect, seed).isTrue();
      }
    }
  }

  @Test
  void theMaskCoversExactlyTheChangedPixels() {
    for (String defect : product(GRAY).defects()) {
      Specimen spoiled = specimen(GRAY, 3, defect);
      double[] good = luma(specimen(GRAY, 3, null).shown());
      byte[] mask = Mask.of(spoiled, false).pixels();
      for (int i = 0; i < mask.length; i++) {
        boolean changed = Math.abs(spoiled.shown().luma(i) - good[i]) > Mask.LIMIT;
        assertThat(mask[i] == (byte) 255).as("%s, pixel %d", defect, i).isEqualTo(changed);
      }
    }
  }

  @Test
  void aDefectDoesNotChangeTheNextSpecimen() {
    Random afterGood = new Random(5);
    Random afterBad = new Random(5);
    Product product = product(GRAY);
    product.make(afterGood, null);
    product.make(afterBad, product.defects().get(0));
    assertThat(luma(product.make(afterBad, null).shown()))
        .isEqualTo(luma(product.make(afterGood, null).shown()));
  }

  @Test
  void onlyColourShowsADiscolouration() {
    assertThat(product(GRAY).defects()).doesNotContain("discolouration");
    Specimen specimen = specimen(COLOUR, 6, "discolouration");
    assertThat(Mask.of(specimen, true).isVisible()).isTrue();
    assertThat(Mask.of(specimen, false).pixels()).containsOnly(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 300})
  void everySizeShowsEveryDefect(int side) {
    Product product = product(new Frame(side, false));
    for (String defect : product.defects()) {
      Specimen specimen = product.make(new Random(7), defect);
      assertThat(specimen.shown().side()).isEqualTo(side);
      assertThat(Mask.of(specimen, false).isVisible()).as(defect).isTrue();
    }
  }

  @Test
  void refusesADefectOfAnotherProduct() {
    assertThatThrownBy(() -> specimen(GRAY, 1, "flat-tyre"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("flat-tyre")
        .hasMessageContaining(product(GRAY).defects().get(0));
  }
}
