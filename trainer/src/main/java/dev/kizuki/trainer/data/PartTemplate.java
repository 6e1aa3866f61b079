package dev.kizuki.trainer.data;

import dev.kizuki.image.Pixels;
import dev.kizuki.model.Alignment;
import dev.kizuki.model.AlignmentTemplate;
import dev.kizuki.model.PartSketch;
import java.util.List;
import java.util.Optional;

/**
 * Finds the template of an alignment: the mean of the aligned parts. The parts are first aligned by
 * their moments, then several times by the mean of the last time.
 */
final class PartTemplate {
  /** The longer side of a template, in pixels. */
  private static final int LONGER_SIDE = 64;

  private static final int ROUNDS = 4;

  private final List<PartSketch> sketches;
  private final int rows;
  private final int columns;

  /**
   * @param sketches the parts; at least one
   * @param height the height of the model's input, in pixels
   * @param width the width of the model's input, in pixels
   */
  PartTemplate(List<PartSketch> sketches, int height, int width) {
    int longer = Math.max(height, width);
    this.sketches = sketches;
    this.rows = Math.max(1, Math.round((float) LONGER_SIDE * height / longer));
    this.columns = Math.max(1, Math.round((float) LONGER_SIDE * width / longer));
  }

  /** Returns an alignment with its template. */
  Alignment addTo(Alignment plain) {
    Alignment alignment = plain;
    for (int i = 0; i < ROUNDS; i++) {
      alignment = new Alignment(plain.length(), plain.offset(), Optional.of(mean(alignment)));
    }
    return alignment;
  }

  private AlignmentTemplate mean(Alignment alignment) {
    long[] sums = new long[rows * columns];
    for (PartSketch sketch : sketches) {
      Pixels contrast = alignment.contrast(sketch, rows, columns);
      for (int i = 0; i < sums.length; i++) {
        sums[i] += contrast.samples()[i] & 0xff;
      }
    }
    byte[] samples = new byte[sums.length];
    for (int i = 0; i < sums.length; i++) {
      samples[i] = (byte) Math.round((double) sums[i] / sketches.size());
    }
    return new AlignmentTemplate(rows, columns, samples);
  }
}
