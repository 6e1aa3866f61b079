package dev.kizuki.embedded.faults;

import dev.kizuki.stream.ImageHeaders;
import dev.kizuki.stream.alert.EventJson;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What became of each image, as the topics of scores and rejected images tell. */
final class Outcomes implements AutoCloseable {
  private final Map<String, Integer> byId = new HashMap<>();
  private final Map<String, Long> lastOfDevice = new HashMap<>();
  private final AtomicBoolean stop = new AtomicBoolean();
  private final Thread thread;
  private int repeated;
  private int outOfOrder;
  private long last = System.nanoTime();

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
                "read_committed"),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.subscribe(List.of("scores", "rejected-images"));
      while (!stop.get()) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          add(id(record));
        }
      }
    }
  }

  private static String id(ConsumerRecord<String, byte[]> record) {
    return record.topic().equals("scores")
        ? EventJson.read(record.value()).id()
        : record.key()
            + "/"
            + ImageHeaders.text(record.headers(), ImageHeaders.SEQUENCE).orElse("?");
  }

  private synchronized void add(String id) {
    last = System.nanoTime();
    if (byId.merge(id, 1, Integer::sum) > 1) {
      repeated++;
      return;
    }
    int slash = id.lastIndexOf('/');
    long number = Long.parseLong(id.substring(slash + 1));
    Long before = lastOfDevice.put(id.substring(0, slash), number);
    if (before != null && number < before) {
      outOfOrder++;
    }
  }

  synchronized long missing(Collection<String> ids) {
    return ids.stream().filter(id -> !byId.containsKey(id)).count();
  }

  synchronized int repeated() {
    return repeated;
  }

  synchronized int outOfOrder() {
    return outOfOrder;
  }

  /** Since the last came. */
  synchronized Duration silence() {
    return Duration.ofNanos(System.nanoTime() - last);
  }

  synchronized int count() {
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
