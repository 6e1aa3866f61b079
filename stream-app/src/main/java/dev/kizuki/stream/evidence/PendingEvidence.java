package dev.kizuki.stream.evidence;

import dev.kizuki.stream.incident.Incident;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * Chooses the incidents that get a heat map next: each incident when it is raised and when its
 * worst image changes, at most one a second for each device. Not thread-safe.
 */
final class PendingEvidence {
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final int REMEMBERED = 20_000;

  /** The incident of a device that waits, and the first record that it came from. */
  record Waiting(Incident incident, TopicPartition partition, long offset) {}

  private final Map<String, Waiting> byDevice = new LinkedHashMap<>();
  private final Map<String, Long> lastNanos = new HashMap<>();

  /** The digest of the image of the latest map of each incident. */
  private final Map<String, String> done =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** Adds an incident, in the place of an earlier one of the same device. */
  void add(Incident incident, TopicPartition partition, long offset) {
    if (incident.worst() == null || isDone(incident)) {
      return;
    }
    Waiting before = byDevice.get(incident.device());
    byDevice.put(
        incident.device(),
        before == null
            ? new Waiting(incident, partition, offset)
            : new Waiting(incident, before.partition(), before.offset()));
  }

  private boolean isDone(Incident incident) {
    return incident.worst() != null
        && incident.worst().image().sha256().equals(done.get(incident.id()));
  }

  /** Takes an incident whose device had no map for a second. */
  Optional<Incident> next(long nowNanos) {
    for (Map.Entry<String, Waiting> each : byDevice.entrySet()) {
      Long last = lastNanos.get(each.getKey());
      if (last == null || nowNanos - last >= SECOND_NANOS) {
        return Optional.of(each.getValue().incident());
      }
    }
    return Optional.empty();
  }

  /** Notes that an incident has its map, or can have none. */
  void done(Incident incident, long nowNanos) {
    byDevice.remove(incident.device());
    lastNanos.values().removeIf(last -> nowNanos - last >= SECOND_NANOS);
    lastNanos.put(incident.device(), nowNanos);
    if (incident.worst() != null) {
      done.put(incident.id(), incident.worst().image().sha256());
    }
  }

  /** The first offset of a partition that waits; empty if none does. */
  Optional<Long> firstOffset(TopicPartition partition) {
    return byDevice.values().stream()
        .filter(waiting -> waiting.partition().equals(partition))
        .map(Waiting::offset)
        .min(Long::compare);
  }

  /** Forgets the incidents of partitions that another instance takes over. */
  void forget(List<TopicPartition> partitions) {
    List<String> devices = new ArrayList<>();
    byDevice.forEach(
        (device, waiting) -> {
          if (partitions.contains(waiting.partition())) {
            devices.add(device);
          }
        });
    devices.forEach(byDevice::remove);
  }

  boolean isEmpty() {
    return byDevice.isEmpty();
  }
}
