package dev.kizuki.embedded.bench.cluster;

/** Reads the text that a service gives to Prometheus. */
final class MetricsText {
  private MetricsText() {}

  /**
   * Returns the sum of the series of a metric; 0 if there is none.
   *
   * @param text the body of {@code /metrics}
   * @param name the name in Prometheus, as in {@code kizuki_images_scored_total}
   * @param label only series with this label, as in {@code area="heap"}; all series if empty
   */
  static double sum(String text, String name, String label) {
    return text.lines()
        .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
        .filter(line -> line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
