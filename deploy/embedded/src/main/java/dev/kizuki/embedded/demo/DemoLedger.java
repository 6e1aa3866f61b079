package dev.kizuki.embedded.demo;

import dev.kizuki.embedded.simulator.Defect;
import dev.kizuki.stream.event.ImageEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Keeps account of each image: what the simulator knows of it, and what the service said. */
final class DemoLedger implements CameraLine.Witness {
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final Map<String, Optional<Defect>> published = new HashMap<>();
  private final Set<String> devices = new HashSet<>();
  private final Set<String> scored = new HashSet<>();
  private final Set<String> anomalous = new HashSet<>();
  private final Set<String> alerted = new HashSet<>();
  private final Histogram scoreLatency = new Histogram(LONGEST.toMillis() * 1000, 3);
  private final Histogram alertLatency = new Histogram(LONGEST.toMillis() * 1000, 3);
  private long rejected;

  @Override
  public synchronized void publishes(String device, String sequence, @Nullable Defect defect) {
    devices.add(device);
    published.put(device + "/" + sequence, Optional.ofNullable(defect));
  }

  synchronized void scored(ImageEvent event) {
    if (!isOurs(event)) {
      return;
    }
    if (scored.add(event.id())) {
      record(scoreLatency, event);
    }
    if (event.type().equals(ImageEvent.ANOMALOUS)) {
      anomalous.add(event.id());
    }
  }

  synchronized void rejected(String device) {
    if (devices.contains(device)) {
      rejected++;
    }
  }

  /** Whether it is from the simulator; others may publish to the demo, too. */
  private boolean isOurs(ImageEvent event) {
    return devices.contains(event.subject());
  }

  /**
   * An alert arrived.
   *
   * @return what the simulator knows of the image
   */
  synchronized String alerted(ImageEvent event) {
    if (!isOurs(event)) {
      return "not its image";
    }
    if (alerted.add(event.id())) {
      record(alertLatency, event);
    }
    return published
        .getOrDefault(event.id(), Optional.empty())
        .map(Defect::label)
        .orElse("a good part, a false alarm");
  }

  private static void record(Histogram histogram, ImageEvent event) {
    if (event.data().capturedAt() != null) {
      Duration latency = Duration.between(event.data().capturedAt(), Instant.now());
      long microseconds = latency.toNanos() / 1000;
      histogram.recordValue(
          Math.max(0, Math.min(microseconds, histogram.getHighestTrackableValue())));
    }
  }

  /** Whether each image has its verdict, and each anomaly its alert. */
  synchronized boolean settled() {
    return scored.size() + rejected >= published.size() && alerted.containsAll(anomalous);
  }

  synchronized DemoSummary summary() {
    long defective = published.values().stream().filter(Optional::isPresent).count();
    long right =
        alerted.stream()
            .filter(id -> published.getOrDefault(id, Optional.empty()).isPresent())
            .count();
    return new DemoSummary(
        published.size(),
        scored.size(),
        rejected,
        alerted.size(),
        defective,
        alerted.isEmpty() ? 1 : (double) right / alerted.size(),
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
