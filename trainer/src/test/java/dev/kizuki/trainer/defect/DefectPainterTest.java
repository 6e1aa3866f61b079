package dev.kizuki.trainer.defect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DefectPainterTest {
  private static final int SIDE = 96;

  private static Patch stripes(int channels, long seed) {
    Random random = new Random(seed);
    Patch patch = Patch.empty(channels, SIDE, SIDE);
    for (int i = 0; i < patch.samples().length; i++) {
      double stripe = (i / 6) % 2 == 0 ? 0.3 : 0.7;
      patch.samples()[i] = (float) (stripe + 0.02 * random.nextGaussian());
    }
    return patch;
  }

  @Test
  void changesPixelsExactlyWhereItMarksThemOrCloseBy() {
    DefectPainter painter = new DefectPainter(new Random(5));
    for (int i = 0; i < 200; i++) {
      Patch before = stripes(1, i);
      Patch after = before.copy();
      boolean[] visible = new boolean[SIDE * SIDE];
      boolean seen = painter.paint(after, stripes(1, i + 1000), visible);
      int marked = 0;
      double changed = 0;
      for (int p = 0; p < visible.length; p++) {
        marked += visible[p] ? 1 : 0;
        changed += Math.abs(after.samples()[p] - before.samples()[p]);
        assertThat(after.samples()[p]).isBetween(0f, 1f);
      }
      assertThat(marked > 0).isEqualTo(seen);
      assertThat(seen && changed == 0).isFalse();
    }
  }

  @Test
  void nearlyAllDefectsCanBeSeen() {
    DefectPainter painter = new DefectPainter(new Random(6));
    int seen = 0;
    for (int i = 0; i < 200; i++) {
      seen += painter.paint(stripes(3, i), stripes(3, i + 1), new boolean[SIDE * SIDE]) ? 1 : 0;
    }
    assertThat(seen).isGreaterThan(180);
  }

  @Test
  void theSameSeedPaintsTheSameDefects() {
    Patch one = stripes(1, 1);
    Patch other = stripes(1, 1);
    new DefectPainter(new Random(7)).paint(one, stripes(1, 2), new boolean[SIDE * SIDE]);
    new DefectPainter(new Random(7)).paint(other, stripes(1, 2), new boolean[SIDE * SIDE]);
    assertThat(one.samples()).isEqualTo(other.samples());
  }

  @ParameterizedTest
  @EnumSource
  void eachFillingHasTheSizeOfItsMark(DefectFilling filling) {
    Mark mark = new Mark(90, 0, 6, 40, new float[6 * 40]);
    Patch filled = filling.fill(stripes(3, 1), stripes(3, 2), mark, new Random(1));
    assertThat(filled.channels()).isEqualTo(3);
    assertThat(filled.height()).isEqualTo(6);
    assertThat(filled.width()).isEqualTo(40);
    assertThat(filled.samples()).doesNotContain(Float.NaN);
  }

  @ParameterizedTest
  @EnumSource
  void eachShapeLiesInsideTheImageAndCoversSomeOfIt(DefectShape shape) {
    Random random = new Random(2);
    int covered = 0;
    for (int i = 0; i < 100; i++) {
      Mark mark = shape.draw(SIDE, SIDE, random);
      assertThat(mark.top()).isNotNegative();
      assertThat(mark.left()).isNotNegative();
      assertThat(mark.top() + mark.rows()).isLessThanOrEqualTo(SIDE);
      assertThat(mark.left() + mark.columns()).isLessThanOrEqualTo(SIDE);
      for (float weight : mark.weights()) {
        covered += weight > 0.5 ? 1 : 0;
      }
    }
    assertThat(covered).isGreaterThan(100 * 4);
  }
}
