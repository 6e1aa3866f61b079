package dev.kizuki.embedded.bench;

import dev.kizuki.model.Resize;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Makes the lines of {@code --photographs}: the model alone, and the way from a JPEG or PNG of
 * several sizes to its score.
 */
final class PhotographLines {
  private static final int DISTINCT_IMAGES = 8;
  private static final int[] SIDES = {64, 256, 512, 1024};

  /** The images of a line "model alone"; a model for photographs takes some milliseconds each. */
  private static final int INFERENCES = 256;

  private final BenchModel model;
  private final BenchSize size;

  PhotographLines(BenchModel model, BenchSize size) {
    this.model = model;
    this.size = size;
  }

  /** Makes the lines, in the order of the table. Sizes that the model rejects are left out. */
  List<Line> make() {
    List<Line> lines = new ArrayList<>();
    for (int batch : new int[] {1, 16}) {
      lines.add(new InferenceLine(model.model(), model.images(), batch, INFERENCES));
    }
    for (int side : SIDES) {
      if (takes(side)) {
        lines.addAll(lines(side));
      }
    }
    return lines;
  }

  private boolean takes(int side) {
    boolean own = model.shape().width() == side && model.shape().height() == side;
    return own || model.shape().resize() != Resize.NONE;
  }

  private List<Line> lines(int side) {
    List<Line> lines = new ArrayList<>();
    List<byte[]> raw = BenchImages.textured(side, DISTINCT_IMAGES);
    for (String format : new String[] {"jpeg", "png"}) {
      List<byte[]> payloads =
          raw.stream().map(image -> BenchImages.encoded(image, side, format)).toList();
      for (int threads : new int[] {1, 2}) {
        lines.add(
            new ScoringLine(
                "%s of %d x %d to score, %d thread%s"
                    .formatted(
                        format.toUpperCase(Locale.ROOT),
                        side,
                        side,
                        threads,
                        threads == 1 ? "" : "s"),
                model.model(),
                payloads,
                threads,
                size.scoringTime()));
      }
    }
    return lines;
  }
}
