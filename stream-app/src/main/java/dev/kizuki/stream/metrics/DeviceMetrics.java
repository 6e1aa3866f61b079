package dev.kizuki.stream.metrics;

import dev.kizuki.stream.config.Configuration.Metrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The meters by device and by group of devices; never more series than the settings allow. */
final class DeviceMetrics {
  private static final String OTHER = "other";
  private static final int REMEMBERED_DEVICES = 100_000;

  private final MeterRegistry registry;
  private final Pattern groupPattern;
  private final Map<String, Device> devices = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> lastImages = new ConcurrentHashMap<>();
  private final Map<String, String> groupOf = new ConcurrentHashMap<>();
  private final int mostDevices;
  private final int mostGroups;

  private record Device(DistributionSummary scores, Counter anomalies) {}

  DeviceMetrics(MeterRegistry registry, Metrics settings) {
    this.registry = registry;
    this.groupPattern = settings.deviceGroup();
    this.mostDevices = settings.devices();
    this.mostGroups = settings.groups();
  }

  /** An image of a device was scored. */
  void scored(String name, double score, boolean anomalous) {
    Device device = device(name);
    device.scores.record(score);
    if (anomalous) {
      device.anomalies.increment();
    }
  }

  /** An image of a device came, whatever becomes of it. */
  void arrived(String name, long timestampMs) {
    lastImage(name).accumulateAndGet(timestampMs, Math::max);
  }

  private Device device(String name) {
    Device known = devices.get(name);
    if (known != null) {
      return known;
    }
    synchronized (devices) {
      String label = devices.containsKey(name) || devices.size() < mostDevices ? name : OTHER;
      return devices.computeIfAbsent(label, this::meters);
    }
  }

  private Device meters(String name) {
    return new Device(
        DistributionSummary.builder("kizuki.device.score")
            .tag("device", name)
            .description("distance / threshold by device; the max is of the last minutes")
            .register(registry),
        Counter.builder("kizuki.device.anomalies")
            .tag("device", name)
            .description("Anomalous images by device")
            .register(registry));
  }

  private AtomicLong lastImage(String device) {
    String group = groupOf.get(device);
    if (group == null) {
      group = group(device);
      if (groupOf.size() < REMEMBERED_DEVICES) {
        groupOf.put(device, group);
      }
    }
    AtomicLong known = lastImages.get(group);
    if (known != null) {
      return known;
    }
    synchronized (lastImages) {
      String label =
          lastImages.containsKey(group) || lastImages.size() < mostGroups ? group : OTHER;
      return lastImages.computeIfAbsent(label, this::lastImageGauge);
    }
  }

  private String group(String device) {
    Matcher matcher = groupPattern.matcher(device);
    return matcher.matches() && matcher.group(1) != null && !matcher.group(1).isEmpty()
        ? matcher.group(1)
        : OTHER;
  }

  private AtomicLong lastImageGauge(String group) {
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
