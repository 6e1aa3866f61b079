package dev.kizuki.stream.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Reads single records of Kafka by their place. Not thread-safe: use one per thread. */
public final class RecordReader implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(500);

  private final Supplier<Consumer<String, byte[]>> consumers;
  private @Nullable Consumer<String, byte[]> consumer;

  /**
   * @param consumers makes a consumer without a group, which fails if Kafka does not hold an
   *     offset; see {@link KafkaSettings#recordConsumer}
   */
  public RecordReader(Supplier<Consumer<String, byte[]>> consumers) {
    this.consumers = consumers;
  }

  /**
   * Reads a record.
   *
   * @throws RecordGoneException if Kafka does not hold it
   * @throws KafkaException if Kafka does not answer within 5 s, or refuses
   */
  public ConsumerRecord<String, byte[]> read(String topic, int partition, long offset) {
    try {
      Consumer<String, byte[]> open = consumer == null ? consumers.get() : consumer;
      consumer = open;
      return read(open, new TopicPartition(topic, partition), offset);
    } catch (OffsetOutOfRangeException e) {
      throw new RecordGoneException(topic, partition, offset);
    } catch (KafkaException e) {
      // a consumer can be beyond repair; a new one costs little
      close();
      throw e;
    }
  }

  private static ConsumerRecord<String, byte[]> read(
      Consumer<String, byte[]> open, TopicPartition partition, long offset) {
    open.assign(List.of(partition));
    // an offset beyond the end would wait for its record
    Map<TopicPartition, Long> ends = open.endOffsets(List.of(partition), LIMIT);
    if (offset >= ends.getOrDefault(partition, 0L)) {
      throw gone(partition, offset);
    }
    open.seek(partition, offset);
    long end = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < end) {
      for (ConsumerRecord<String, byte[]> record : open.poll(POLL)) {
        if (record.offset() == offset) {
          return record;
        }
        if (record.offset() > offset) {
          throw gone(partition, offset);
        }
      }
      // a marker of a transaction stands at the place of a record that was compacted away
      if (open.position(partition, LIMIT) > offset) {
        throw gone(partition, offset);
      }
    }
    throw new TimeoutException("no answer within %d s".formatted(LIMIT.toSeconds()));
  }

  private static RecordGoneException gone(TopicPartition partition, long offset) {
    return new RecordGoneException(partition.topic(), partition.partition(), offset);
  }

  @Override
  public void close() {
    if (consumer != null) {
      consumer.close(CloseOptions.timeout(Duration.ZERO));
      consumer = null;
    }
  }
}
