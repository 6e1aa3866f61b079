package dev.kizuki.stream.metrics;

import dev.kizuki.stream.config.Configuration.Metrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The time of the last image by group of devices. A device's name tells its group. */
final class GroupMetrics {
  /** The most devices whose group is remembered. The pattern runs again for every other device. */
  private static final int REMEMBERED_DEVICES = 100_000;

  private final MeterRegistry registry;
  private final Metrics settings;
  private final LimitedSeries<AtomicLong> lastImages;
  private final Map<String, String> groupOf = new ConcurrentHashMap<>();

  GroupMetrics(MeterRegistry registry, Metrics settings) {
    this.registry = registry;
    this.settings = settings;
    this.lastImages = new LimitedSeries<>(settings.groups(), this::gauge);
  }

  /**
   * Records the arrival of an image.
   *
   * @param timestampMs milliseconds since 1970
   */
  void arrived(String device, long timestampMs) {
    lastImages.of(group(device)).accumulateAndGet(timestampMs, Math::max);
  }

  private String group(String device) {
    String known = groupOf.get(device);
    if (known != null) {
      return known;
    }
    String group = settings.group(device);
    if (groupOf.size() < REMEMBERED_DEVICES) {
      groupOf.put(device, group);
    }
    return group;
  }

  private AtomicLong gauge(String group) {
    AtomicLong last = new AtomicLong();
    Gauge.builder("kizuki.group.last.image.timestamp", last, ms -> ms.get() / 1000.0)
        .tag("group", group)
        .baseUnit("seconds")
        .description("When the last image of a group of devices arrived, since 1970")
        .strongReference(true)
        .register(registry);
    return last;
  }
}
