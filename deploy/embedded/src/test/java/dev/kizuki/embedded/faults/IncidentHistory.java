package dev.kizuki.embedded.faults;

import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.event.ImageEvent;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentEvent;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.IncidentKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads the topics of incidents and of anomalies, and notes each event that contradicts an earlier
 * one. All events of a device lie in one partition, so they are read in the order in which they
 * were written. Thread-safe.
 */
final class IncidentHistory implements Part {
  private final Map<String, Incident> latest = new LinkedHashMap<>();

  /** For each device and kind, the ids of the active incidents. */
  private final Map<String, List<String>> active = new HashMap<>();

  private final List<ImageEvent> alerts = new ArrayList<>();
  private final List<String> contradictions = new ArrayList<>();
  private final AtomicBoolean stop = new AtomicBoolean();
  private final Thread thread;

  IncidentHistory(String bootstrapServers) {
    thread = new Thread(() -> read(bootstrapServers), "incident-history");
    thread.start();
  }

  private void read(String bootstrapServers) {
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "isolation.level",
                "read_committed",
                // this reader itself must recover from faults quickly
                "request.timeout.ms",
                "2000"),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      // without a group, because a group that loses its place would read records twice
      List<TopicPartition> partitions =
          Stream.of("incidents", "anomalies")
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (!stop.get()) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          add(record);
        }
      }
    }
  }

  private synchronized void add(ConsumerRecord<String, byte[]> record) {
    if (record.topic().equals("anomalies")) {
      alerts.add(EventJson.read(record.value()));
    } else {
      add(record.key(), IncidentJson.read(record.value(), IncidentEvent.class).data().incident());
    }
  }

  private void add(String key, Incident incident) {
    Incident before = latest.put(incident.id(), incident);
    if (!key.equals(IncidentEvent.key(incident))) {
      contradictions.add("the key %s of %s".formatted(key, incident));
    }
    if (before != null && !before.active() && incident.active()) {
      contradictions.add("active again: %s".formatted(incident));
    }
    List<String> ids =
        active.computeIfAbsent(
            incident.kind() + " of " + incident.device(), place -> new ArrayList<>());
    ids.remove(incident.id());
    if (incident.active()) {
      ids.add(incident.id());
    }
    if (ids.size() > 1) {
      contradictions.add("active at the same time: %s %s".formatted(incident.device(), ids));
    }
  }

  /** Returns the last state of each incident. */
  synchronized List<Incident> incidents() {
    return List.copyOf(latest.values());
  }

  /** Returns the last state of each incident about images of one of these devices. */
  List<Incident> anomaliesOf(Collection<String> devices) {
    return incidents().stream()
        .filter(each -> each.kind() == IncidentKind.ANOMALY && devices.contains(each.device()))
        .toList();
  }

  /** Returns the active incidents. */
  List<Incident> active() {
    return incidents().stream().filter(Incident::active).toList();
  }

  /** Returns all alerts of a device. */
  synchronized List<ImageEvent> alertsOf(String device) {
    return alerts.stream().filter(alert -> alert.data().device().equals(device)).toList();
  }

  /** Returns what no sequence of events may say. */
  synchronized List<String> contradictions() {
    return List.copyOf(contradictions);
  }

  @Override
  public void close() {
    stop.set(true);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
