package dev.kizuki.embedded.demo;

import dev.kizuki.stream.event.ImageEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.HdrHistogram.Histogram;

/**
 * Records the truth about each image beside the service's verdict and alert. Images of sick cameras
 * and of faint faults count neither as right nor as wrong. Thread-safe.
 */
final class DemoLedger implements Cameras.Listener {
  private static final Duration MAX_LATENCY = Duration.ofMinutes(10);

  private final Map<String, Truth> published = new HashMap<>();
  private final Set<String> devices = new HashSet<>();
  private final Set<String> scored = new HashSet<>();
  private final Set<String> anomalous = new HashSet<>();
  private final Set<String> alerted = new HashSet<>();
  private final Histogram scoreLatency = new Histogram(MAX_LATENCY.toMillis() * 1000, 3);
  private final Histogram alertLatency = new Histogram(MAX_LATENCY.toMillis() * 1000, 3);
  private long rejected;

  @Override
  public synchronized void onPublish(String device, String sequence, Truth truth) {
    devices.add(device);
    published.put(device + "/" + sequence, truth);
  }

  /** Records an event of the topic of scores. */
  synchronized void recordScore(ImageEvent event) {
    if (!isFromSimulator(event)) {
      return;
    }
    if (scored.add(event.id())) {
      recordLatency(scoreLatency, event);
    }
    if (event.type().equals(ImageEvent.ANOMALOUS)) {
      anomalous.add(event.id());
    }
  }

  /** Records that an image of a device was rejected. */
  synchronized void recordRejection(String device) {
    if (devices.contains(device)) {
      rejected++;
    }
  }

  /** Other clients may publish images to the demo, too. */
  private boolean isFromSimulator(ImageEvent event) {
    return devices.contains(event.subject());
  }

  /**
   * Records an alert.
   *
   * @return the truth about the image, for the printed line
   */
  synchronized String recordAlert(ImageEvent event) {
    if (!isFromSimulator(event)) {
      return "not its image";
    }
    if (alerted.add(event.id())) {
      recordLatency(alertLatency, event);
    }
    Truth truth = truth(event.id());
    return truth.part() == Truth.Part.GOOD ? truth.text() + ", a false alarm" : truth.text();
  }

  private Truth truth(String image) {
    return published.getOrDefault(image, Truth.good());
  }

  private long count(Set<String> images, Truth.Part part) {
    return images.stream().filter(image -> truth(image).part() == part).count();
  }

  private static void recordLatency(Histogram histogram, ImageEvent event) {
    if (event.data().capturedAt() != null) {
      Duration latency = Duration.between(event.data().capturedAt(), Instant.now());
      long microseconds = latency.toNanos() / 1000;
      histogram.recordValue(
          Math.max(0, Math.min(microseconds, histogram.getHighestTrackableValue())));
    }
  }

  /**
   * Returns whether every image has its verdict and every anomaly its alert. The service may hold
   * back the alerts of a sick camera.
   */
  synchronized boolean isComplete() {
    return scored.size() + rejected >= published.size()
        && anomalous.stream()
            .filter(image -> truth(image).part() != Truth.Part.NOT_COUNTED)
            .allMatch(alerted::contains);
  }

  synchronized DemoSummary summary() {
    long defective = count(published.keySet(), Truth.Part.DEFECTIVE);
    long right = count(alerted, Truth.Part.DEFECTIVE);
    long alerts = right + count(alerted, Truth.Part.GOOD);
    return new DemoSummary(
        published.size(),
        scored.size(),
        rejected,
        alerts,
        defective,
        count(published.keySet(), Truth.Part.NOT_COUNTED),
        alerts == 0 ? 1 : (double) right / alerts,
        defective == 0 ? 1 : (double) right / defective,
        latency(scoreLatency),
        latency(alertLatency));
  }

  private static DemoSummary.Latency latency(Histogram histogram) {
    return histogram.getTotalCount() == 0
        ? new DemoSummary.Latency(0, 0)
        : new DemoSummary.Latency(
            histogram.getValueAtPercentile(50) / 1000.0,
            histogram.getValueAtPercentile(99) / 1000.0);
  }
}
