package dev.kizuki.embedded.faults;

import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.event.ImageEvent;
import dev.kizuki.stream.event.ImageHeaders;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads the outcome of each image from the topics of scores and rejected images. Thread-safe. */
final class Outcomes implements Part {
  /** For each image, the PARTITION@OFFSET of its first record in Kafka. */
  private final Map<String, String> byId = new HashMap<>();

  private final Map<String, Long> lastOfDevice = new HashMap<>();
  private final AtomicBoolean stop = new AtomicBoolean();
  private final Thread thread;
  private int scoredTwice;
  private int deliveredTwice;
  private int outOfOrder;
  private final Map<String, Long> lastNanos = new HashMap<>();
  private Duration longestGap = Duration.ZERO;

  Outcomes(String bootstrapServers) {
    thread = new Thread(() -> read(bootstrapServers), "outcomes");
    thread.start();
  }

  private void read(String bootstrapServers) {
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "group.id",
                "outcomes-" + System.nanoTime(),
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                "read_committed",
                // this reader itself must recover from faults quickly
                "request.timeout.ms",
                "2000"),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.subscribe(List.of("scores", "rejected-images"));
      while (!stop.get()) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          add(record);
        }
      }
    }
  }

  private void add(ConsumerRecord<String, byte[]> record) {
    if (record.topic().equals("scores")) {
      ImageEvent event = EventJson.read(record.value());
      add(event.id(), event.data().image().partition() + "@" + event.data().image().offset());
    } else {
      String sequence = ImageHeaders.text(record.headers(), ImageHeaders.SEQUENCE).orElse("?");
      String place = ImageHeaders.text(record.headers(), ImageHeaders.REJECTED_FROM).orElse("?");
      add(record.key() + "/" + sequence, place);
    }
  }

  private synchronized void add(String id, String place) {
    String known = byId.putIfAbsent(id, place);
    if (known != null) {
      if (known.equals(place)) {
        scoredTwice++;
      } else {
        deliveredTwice++;
      }
      return;
    }
    int slash = id.lastIndexOf('/');
    long number = Long.parseLong(id.substring(slash + 1));
    String device = id.substring(0, slash);
    Long before = lastOfDevice.put(device, number);
    if (before != null && number < before) {
      outOfOrder++;
    }
    measureGap(device, System.nanoTime());
  }

  private void measureGap(String device, long now) {
    Long before = lastNanos.put(device, now);
    if (before != null && now - before > longestGap.toNanos()) {
      longestGap = Duration.ofNanos(now - before);
    }
  }

  /** Forgets the gaps of the past, and the devices that have ended. */
  synchronized void forgetGaps() {
    lastNanos.clear();
    longestGap = Duration.ZERO;
  }

  /** Returns the devices of the images that had an outcome since gaps were forgotten. */
  synchronized Set<String> devices() {
    return Set.copyOf(lastNanos.keySet());
  }

  /** Returns the longest time between two outcomes of one device. */
  synchronized Duration longestGap() {
    return longestGap;
  }

  /** Returns how many of these images have no outcome yet. */
  synchronized long missing(Collection<Devices.Accepted> images) {
    return images.stream().filter(image -> !byId.containsKey(image.id())).count();
  }

  /**
   * Counts outcomes beyond the first one of an image.
   *
   * @param scoredTwice one record of the image in Kafka has two outcomes
   * @param deliveredTwice the image has two records in Kafka, because MQTT delivered it again
   */
  record Duplicates(int scoredTwice, int deliveredTwice) {
    Duplicates since(Duplicates before) {
      return new Duplicates(
          scoredTwice - before.scoredTwice, deliveredTwice - before.deliveredTwice);
    }
  }

  synchronized Duplicates duplicates() {
    return new Duplicates(scoredTwice, deliveredTwice);
  }

  /** Returns how many images came after a later image of their device. */
  synchronized int outOfOrder() {
    return outOfOrder;
  }

  /** Returns how many images have an outcome. */
  synchronized int images() {
    return byId.size();
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
