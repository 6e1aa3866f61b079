package dev.kizuki.trainer.defect;

import java.util.Random;

/**
 * Paints synthetic defects into pieces of normal images: cut, blended, blurred, scratched, shifted
 * and photometric ones. The kinds follow CutPaste (Li et al. 2021), NSA (Schlüter et al. 2022) and
 * DRAEM (Zavrtanik et al. 2021).
 */
public final class DefectPainter {
  private static final double LEAST_OPACITY = 0.35;

  /** The side of the square over which a change must be visible, in pixels. */
  private static final int VISIBLE_SIDE = 5;

  /** The smallest visible change, in [0, 1]. */
  private static final double LEAST_CHANGE = 0.015;

  /** The smallest visible change relative to the deviation of the piece. */
  private static final double LEAST_RELATIVE_CHANGE = 0.2;

  /** The most attempts to paint a defect that can be seen. */
  private static final int ATTEMPTS = 4;

  private static final DefectShape[] SHAPES = DefectShape.values();
  private static final DefectFilling[] FILLINGS = DefectFilling.values();

  private final Random random;

  public DefectPainter(Random random) {
    this.random = random;
  }

  /**
   * Paints one defect. A defect that cannot be seen is painted again elsewhere, a few times.
   *
   * @param target the piece; changed
   * @param source another piece of normal images, of the same shape
   * @param visible receives true for each pixel (H, W) at which the change can be seen
   * @return whether the change can be seen anywhere
   */
  public boolean paint(Patch target, Patch source, boolean[] visible) {
    double limit = Math.max(LEAST_CHANGE, LEAST_RELATIVE_CHANGE * deviation(target.samples()));
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (paintOnce(target, source, limit, visible)) {
        return true;
      }
    }
    return false;
  }

  private boolean paintOnce(Patch target, Patch source, double limit, boolean[] visible) {
    Mark mark = SHAPES[random.nextInt(SHAPES.length)].draw(target.height(), target.width(), random);
    Patch filling = FILLINGS[random.nextInt(FILLINGS.length)].fill(target, source, mark, random);
    double opacity = random.nextBoolean() ? 1 : random.nextDouble(LEAST_OPACITY, 1);
    float[] change = new float[mark.rows() * mark.columns()];
    int i = 0;
    for (int channel = 0; channel < target.channels(); channel++) {
      for (int place = 0; place < change.length; place++) {
        int at =
            target.index(
                channel, mark.top() + place / mark.columns(), mark.left() + place % mark.columns());
        float before = target.samples()[at];
        double mixed = before + opacity * mark.weights()[place] * (filling.samples()[i++] - before);
        float after = (float) Math.max(0, Math.min(1, mixed));
        target.samples()[at] = after;
        change[place] += Math.abs(after - before) / target.channels();
      }
    }
    float[] mean = BoxMean.of(change, 1, mark.rows(), mark.columns(), VISIBLE_SIDE);
    boolean any = false;
    for (int place = 0; place < mean.length; place++) {
      if (mark.weights()[place] > 0 && mean[place] > limit) {
        int row = mark.top() + place / mark.columns();
        visible[row * target.width() + mark.left() + place % mark.columns()] = true;
        any = true;
      }
    }
    return any;
  }

  private static double deviation(float[] values) {
    double sum = 0;
    double squares = 0;
    for (float value : values) {
      sum += value;
      squares += value * value;
    }
    double mean = sum / values.length;
    return Math.sqrt(Math.max(0, squares / values.length - mean * mean));
  }
}
