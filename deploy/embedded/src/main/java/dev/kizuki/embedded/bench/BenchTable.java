package dev.kizuki.embedded.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Collects the measurements of all lines and summarises them as text and as records for JSON. */
final class BenchTable {
  private final Map<String, List<Measurement>> rounds = new LinkedHashMap<>();

  /**
   * Measures all lines round after round. The first round warms up the JIT compiler and is not
   * counted.
   */
  static BenchTable measure(List<Line> lines, int countedRounds) throws InterruptedException {
    BenchTable table = new BenchTable();
    for (int round = 0; round <= countedRounds; round++) {
      for (Line line : lines) {
        Measurement measurement = line.run();
        if (round > 0) {
          table.add(line.name(), measurement);
        }
      }
    }
    return table;
  }

  /** Prints the table, and ratios below it. */
  void print(Map<String, Double> ratios, PrintWriter out) {
    out.println(head());
    rows().forEach(row -> out.println(text(row)));
    ratios.forEach((name, ratio) -> out.printf("%-64s %8.2f%n", name, ratio));
    out.flush();
  }

  void add(String line, Measurement measurement) {
    rounds.computeIfAbsent(line, any -> new ArrayList<>()).add(measurement);
  }

  /** Median, minimum and maximum over the rounds. */
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

  /** One line of the table. CPU time is in microseconds. */
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

  /** Returns ratios of medians between two lines, if both were measured. */
  Map<String, Double> ratios() {
    Map<String, Double> ratios = new LinkedHashMap<>();
    String ceiling = "model alone, batch 64";
    rate(ratios, "topology, share of the model alone by wall time", "topology", ceiling);
    cost(ratios, "topology, share of the model alone by CPU", ceiling, "topology");
    rate(ratios, "exactly once against at least once", "topology, exactly once", "topology");
    rate(
        ratios,
        "by poll against record by record, every score written",
        "topology, every score written",
        "topology, every score written, record by record");
    rate(ratios, "two threads against one", "topology, 2 threads", "topology");
    cost(ratios, "CPU with metrics against without", "topology", "topology, metrics off");
    cost(ratios, "CPU with incidents against without", "topology", "topology, incidents off");
    rate(ratios, "images/s with a shadow against without", ShadowLines.WITH, ShadowLines.WITHOUT);
    cost(ratios, "CPU with a shadow against without", ShadowLines.WITH, ShadowLines.WITHOUT);
    rate(ratios, "PNG against ImageIO.read", "decoding PNG", "decoding PNG, ImageIO.read");
    rate(ratios, "JPEG against ImageIO.read", "decoding JPEG", "decoding JPEG, ImageIO.read");
    return ratios;
  }

  private void rate(Map<String, Double> ratios, String name, String line, String other) {
    ratio(ratios, name, line, other, Measurement::imagesPerSecond);
  }

  private void cost(Map<String, Double> ratios, String name, String line, String other) {
    ratio(ratios, name, line, other, Measurement::cpuMicrosPerImage);
  }

  private void ratio(
      Map<String, Double> ratios,
      String name,
      String line,
      String other,
      ToDoubleFunction<Measurement> figure) {
    if (rounds.containsKey(line) && rounds.containsKey(other)) {
      ratios.put(
          name,
          Spread.of(rounds.get(line), figure).median / Spread.of(rounds.get(other), figure).median);
    }
  }

  static String head() {
    return "%-52s %21s %9s %8s".formatted("", "images/s (range)", "CPU us", "bytes");
  }

  static String text(Row row) {
    return "%-52s %,9.0f %-11s %9.1f %,8.0f"
        .formatted(
            row.name,
            row.imagesPerSecond.median,
            range(row.imagesPerSecond),
            row.cpuMicrosPerImage.median,
            row.allocatedBytesPerImage.median);
  }

  /** Formats a range, in thousands from 10,000 on. */
  private static String range(Spread spread) {
    return spread.max < 1e4
        ? "(%.0f-%.0f)".formatted(spread.min, spread.max)
        : "(%.0f-%.0fk)".formatted(spread.min / 1e3, spread.max / 1e3);
  }
}
