package dev.kizuki.embedded.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The rounds of all lines, as lines for a person and as one object for a machine. */
final class BenchTable {
  private final Map<String, List<Measurement>> rounds = new LinkedHashMap<>();

  void add(String line, Measurement measurement) {
    rounds.computeIfAbsent(line, any -> new java.util.ArrayList<>()).add(measurement);
  }

  /** Median, least and largest of the rounds. */
  record Spread(double median, double min, double max) {
    static Spread of(List<Measurement> rounds, ToDoubleFunction<Measurement> figure) {
      double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
      return new Spread(
          Arrays.stream(sorted)
              .skip((sorted.length - 1) / 2)
              .limit(2 - sorted.length % 2)
              .average()
              .orElseThrow(),
          sorted[0],
          sorted[sorted.length - 1]);
    }
  }

  /** One line, as JSON has it. */
  record Row(
      String name,
      Spread imagesPerSecond,
      Spread cpuMicrosPerImage,
      Spread allocatedBytesPerImage) {}

  List<Row> rows() {
    return rounds.entrySet().stream()
        .map(
            line ->
                new Row(
                    line.getKey(),
                    Spread.of(line.getValue(), Measurement::imagesPerSecond),
                    Spread.of(line.getValue(), Measurement::cpuMicrosPerImage),
                    Spread.of(line.getValue(), Measurement::bytesPerImage)))
        .toList();
  }

  static String head() {
    return "%-52s %21s %9s %8s".formatted("", "images/s (range)", "CPU us", "bytes");
  }

  static String text(Row row) {
    return "%-52s %,9.0f %-11s %9.1f %,8.0f"
        .formatted(
            row.name,
            row.imagesPerSecond.median,
            "(%.0f-%.0fk)".formatted(row.imagesPerSecond.min / 1e3, row.imagesPerSecond.max / 1e3),
            row.cpuMicrosPerImage.median,
            row.allocatedBytesPerImage.median);
  }
}
