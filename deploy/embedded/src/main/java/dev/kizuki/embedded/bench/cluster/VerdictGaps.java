package dev.kizuki.embedded.bench.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Measures the time between verdicts of the same device, where they come to a reader of Kafka. */
final class VerdictGaps implements AutoCloseable {
  private final KafkaConsumer<String, byte[]> consumer;
  private final AtomicBoolean stop = new AtomicBoolean();
  private final Thread thread = new Thread(this::read, "verdict-gaps");
  private final Map<String, Long> lastByDevice = new HashMap<>();
  private long longest;

  VerdictGaps(String bootstrapServers, String topic, int partitions) {
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> all =
        IntStream.range(0, partitions).mapToObj(i -> new TopicPartition(topic, i)).toList();
    consumer.assign(all);
    consumer.seekToEnd(all);
  }

  void start() {
    thread.start();
  }

  private void read() {
    try (consumer) {
      while (!stop.get()) {
        for (ConsumerRecord<String, byte[]> each : consumer.poll(Duration.ofMillis(20))) {
          add(each.key());
        }
      }
    }
  }

  private synchronized void add(String device) {
    long now = System.nanoTime();
    Long last = lastByDevice.put(device, now);
    if (last != null) {
      longest = Math.max(longest, now - last);
    }
  }

  /**
   * Returns the longest time of a device without a verdict since the last call, in milliseconds. A
   * gap that has not ended counts with its time until now.
   */
  synchronized long longestMs() {
    long now = System.nanoTime();
    long open = lastByDevice.values().stream().mapToLong(last -> now - last).max().orElse(0);
    long result = Math.max(longest, open);
    longest = 0;
    return Duration.ofNanos(result).toMillis();
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
