package dev.kizuki.embedded.bench.cluster;

import java.time.Duration;
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
  private final LongestGap gap = new LongestGap(System::nanoTime);

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
          gap.add(each.key());
        }
      }
    }
  }

  /** Returns the longest gap since the last call in milliseconds, see {@link LongestGap#take()}. */
  long longestMs() {
    return gap.take();
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
