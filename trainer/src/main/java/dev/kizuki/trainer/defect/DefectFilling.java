package dev.kizuki.trainer.defect;

import java.util.Arrays;
import java.util.Random;

/** Computes the samples inside the outline of a synthetic defect. */
enum DefectFilling {
  /** Another place of the product, as in CutPaste (Li et al. 2021). */
  PASTE {
    @Override
    Patch fill(Patch target, Patch source, Mark mark, Random random) {
      return anywhere(source, mark, random);
    }
  },
  /** The texture of another place on the brightness of this place, as in NSA (Schlüter 2022). */
  TEXTURE {
    @Override
    Patch fill(Patch target, Patch source, Mark mark, Random random) {
      Patch filling = anywhere(source, mark, random);
      float[] bright = filling.mean(LOW_PASS).samples();
      float[] own = brightness(target, mark).samples();
      for (int i = 0; i < own.length; i++) {
        filling.samples()[i] += own[i] - bright[i];
      }
      return filling;
    }
  },
  /** The brightness of one pixel of another place: missing or additional material. */
  FLAT {
    @Override
    Patch fill(Patch target, Patch source, Mark mark, Random random) {
      int row = random.nextInt(source.height());
      int column = random.nextInt(source.width());
      Patch filling = Patch.empty(target.channels(), mark.rows(), mark.columns());
      int plane = mark.rows() * mark.columns();
      for (int channel = 0; channel < target.channels(); channel++) {
        float sample = source.samples()[source.index(channel, row, column)];
        Arrays.fill(filling.samples(), channel * plane, (channel + 1) * plane, sample);
      }
      return filling;
    }
  },
  /** Brighter or darker. */
  GAIN {
    @Override
    Patch fill(Patch target, Patch source, Mark mark, Random random) {
      double gain = Math.exp((random.nextBoolean() ? 1 : -1) * random.nextDouble(0.1, 0.9));
      double offset = random.nextDouble(-0.08, 0.08);
      Patch filling = own(target, mark);
      for (int i = 0; i < filling.samples().length; i++) {
        filling.samples()[i] = (float) (filling.samples()[i] * gain + offset);
      }
      return filling;
    }
  },
  /** Noise of some grain around a brightness near that of this place. */
  NOISE {
    @Override
    Patch fill(Patch target, Patch source, Mark mark, Random random) {
      Patch noise = Patch.empty(target.channels(), mark.rows(), mark.columns());
      for (int i = 0; i < noise.samples().length; i++) {
        noise.samples()[i] = (float) random.nextGaussian();
      }
      int grain = 1 + 2 * random.nextInt(3);
      float[] coarse = noise.mean(grain).samples();
      double strength = random.nextDouble(0.03, 0.2) * grain;
      double offset = random.nextDouble(-0.15, 0.15);
      Patch filling = brightness(target, mark);
      for (int i = 0; i < coarse.length; i++) {
        filling.samples()[i] += (float) (strength * coarse[i] + offset);
      }
      return filling;
    }
  },
  /** Out of focus. */
  BLUR {
    @Override
    Patch fill(Patch target, Patch source, Mark mark, Random random) {
      return smoothed(target, mark, 5 + 2 * random.nextInt(5));
    }
  },
  /** Displaced by some pixels. */
  SHIFT {
    @Override
    Patch fill(Patch target, Patch source, Mark mark, Random random) {
      double angle = random.nextDouble(0, 2 * Math.PI);
      double distance = random.nextDouble(2, 12);
      return target.region(
          mark.top() + (int) Math.round(distance * Math.sin(angle)),
          mark.left() + (int) Math.round(distance * Math.cos(angle)),
          mark.rows(),
          mark.columns());
    }
  };

  /** The side of the square whose mean is the brightness of a place, in pixels. */
  private static final int LOW_PASS = 15;

  /**
   * Computes the filling for the box of a mark.
   *
   * @param source another piece of normal images, of the same shape as the target
   * @return (C, rows, columns) of the mark; the values may lie outside [0, 1]
   */
  abstract Patch fill(Patch target, Patch source, Mark mark, Random random);

  private static Patch own(Patch target, Mark mark) {
    return target.region(mark.top(), mark.left(), mark.rows(), mark.columns());
  }

  private static Patch anywhere(Patch source, Mark mark, Random random) {
    return source.region(
        random.nextInt(Math.max(1, source.height() - mark.rows() + 1)),
        random.nextInt(Math.max(1, source.width() - mark.columns() + 1)),
        mark.rows(),
        mark.columns());
  }

  private static Patch brightness(Patch target, Mark mark) {
    return smoothed(target, mark, LOW_PASS);
  }

  /** Averages over squares that may reach beyond the mark. */
  private static Patch smoothed(Patch target, Mark mark, int side) {
    int margin = side / 2;
    return target
        .region(
            mark.top() - margin,
            mark.left() - margin,
            mark.rows() + 2 * margin,
            mark.columns() + 2 * margin)
        .mean(side)
        .region(margin, margin, mark.rows(), mark.columns());
  }
}
