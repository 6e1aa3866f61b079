package dev.kizuki.embedded.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.HdrHistogram.Histogram;

/**
 * Supplies images of which one in {@value #ANOMALOUS_EACH} is anomalous, and measures the time from
 * the publication of each anomaly to its alert. Thread-safe.
 */
final class AlertTimer implements LoadGenerator.Source {
  private static final int ANOMALOUS_EACH = 20;
  private static final long MAX_MICROS = Duration.ofMinutes(2).toNanos() / 1000;

  private final List<byte[]> images;
  private final byte[] anomaly;
  private final Map<String, Long> publishedAt = new ConcurrentHashMap<>();
  private Histogram histogram = new Histogram(MAX_MICROS, 3);

  /**
   * @param images images that the models judge normal
   * @param anomaly an image that the models judge anomalous
   */
  AlertTimer(List<byte[]> images, byte[] anomaly) {
    this.images = images;
    this.anomaly = anomaly;
  }

  private static boolean isAnomalous(long number) {
    return number % ANOMALOUS_EACH == ANOMALOUS_EACH - 1;
  }

  @Override
  public byte[] image(long number) {
    return isAnomalous(number) ? anomaly : images.get((int) (number % images.size()));
  }

  @Override
  public void onPublish(long number, String id) {
    if (isAnomalous(number)) {
      publishedAt.put(id, System.nanoTime());
    }
  }

  /** Records the time since the publication of an image. */
  void onAlert(String id) {
    Long published = publishedAt.remove(id);
    if (published != null) {
      long microseconds = (System.nanoTime() - published) / 1000;
      synchronized (this) {
        histogram.recordValue(Math.min(MAX_MICROS, microseconds));
      }
    }
  }

  /** Returns how many anomalies have no alert yet. */
  int outstanding() {
    return publishedAt.size();
  }

  /** Forgets the times measured before. */
  synchronized void reset() {
    histogram = new Histogram(MAX_MICROS, 3);
  }

  /** Returns the times measured since the last reset. */
  synchronized AlertLatency latency(String load, double rate) {
    return new AlertLatency(
        load,
        rate,
        histogram.getTotalCount(),
        histogram.getValueAtPercentile(50) / 1000.0,
        histogram.getValueAtPercentile(99) / 1000.0,
        histogram.getValueAtPercentile(99.9) / 1000.0);
  }
}
