package dev.kizuki.embedded.bench;

import dev.kizuki.embedded.bench.BenchTable.Row;
import dev.kizuki.model.Resize;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Makes the lines of {@code --photographs}: the model alone, the way from a JPEG or PNG of several
 * sizes to its score, and beside each size ONNX Runtime alone on the same pixels.
 */
final class PhotographLines {
  private static final int DISTINCT_IMAGES = 8;
  private static final int[] SIDES = {64, 256, 512, 1024};
  private static final int[] THREADS = {1, 2};
  private static final String[] FORMATS = {"jpeg", "png"};

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
    for (String format : FORMATS) {
      List<byte[]> payloads = encoded(raw, side, format);
      for (int threads : THREADS) {
        lines.add(
            new ScoringLine(
                toScore(format, side, threads), model.model(), payloads, loops(threads)));
      }
    }
    // PNG keeps the pixels as they are.
    List<byte[]> payloads = encoded(raw, side, "png");
    for (int threads : THREADS) {
      lines.add(
          RuntimeLine.of(runtimeAlone(side, threads), model.model(), payloads, loops(threads)));
    }
    return lines;
  }

  private static List<byte[]> encoded(List<byte[]> raw, int side, String format) {
    return raw.stream().map(image -> BenchImages.encoded(image, side, format)).toList();
  }

  private TimedLoops loops(int threads) {
    return new TimedLoops(threads, size.scoringTime());
  }

  private static String toScore(String format, int side, int threads) {
    return "%s to score, %s".formatted(file(format, side), threads(threads));
  }

  private static String runtimeAlone(int side, int threads) {
    return "ONNX Runtime alone, pixels of %d x %d, %s".formatted(side, side, threads(threads));
  }

  private static String file(String format, int side) {
    return "%s of %d x %d".formatted(format.toUpperCase(Locale.ROOT), side, side);
  }

  private static String threads(int threads) {
    return threads == 1 ? "1 thread" : threads + " threads";
  }

  /**
   * Returns the CPU time of one image that Kizuki takes beyond ONNX Runtime alone, in milliseconds,
   * by the kind of the image. It includes the decoding.
   *
   * @param rows the rows of the table
   */
  static Map<String, Double> beyondRuntime(List<Row> rows) {
    Map<String, Row> byName =
        rows.stream().collect(Collectors.toMap(Row::name, Function.identity()));
    Map<String, Double> beyond = new LinkedHashMap<>();
    for (int side : SIDES) {
      Row alone = byName.get(runtimeAlone(side, 1));
      for (String format : FORMATS) {
        Row scored = byName.get(toScore(format, side, 1));
        if (alone != null && scored != null) {
          beyond.put(
              "CPU ms an image beyond ONNX Runtime, " + file(format, side),
              (scored.cpuMicrosPerImage().median() - alone.cpuMicrosPerImage().median()) / 1000);
        }
      }
    }
    return beyond;
  }
}
