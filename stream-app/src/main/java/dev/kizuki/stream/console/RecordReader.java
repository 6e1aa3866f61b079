package dev.kizuki.stream.console;

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
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** Reads single records of Kafka by their place. Not thread-safe: use one per thread. */
final class RecordReader implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(500);

  private final Supplier<Consumer<String, byte[]>> consumers;
  private @Nullable Consumer<String, byte[]> consumer;

  /**
   * @param consumers makes a consumer without a group, which fails if Kafka does not hold an offset
   */
  RecordReader(Supplier<Consumer<String, byte[]>> consumers) {
    this.consumers = consumers;
  }

  /**
   * Reads a record.
   *
   * @throws Problem if Kafka no longer holds it, or does not answer
   */
  ConsumerRecord<String, byte[]> read(RecordPlace place) {
    try {
      Consumer<String, byte[]> open = consumer == null ? consumers.get() : consumer;
      consumer = open;
      return read(open, place);
    } catch (OffsetOutOfRangeException e) {
      throw gone(place);
    } catch (InterruptException e) {
      closeConsumer();
      throw silent(e);
    } catch (KafkaException e) {
      // a consumer can be beyond repair; a new one costs little
      closeConsumer();
      throw silent(e);
    }
  }

  private static ConsumerRecord<String, byte[]> read(
      Consumer<String, byte[]> open, RecordPlace place) {
    TopicPartition partition = new TopicPartition(place.topic(), place.partition());
    open.assign(List.of(partition));
    // an offset beyond the end would wait for its record
    Map<TopicPartition, Long> ends = open.endOffsets(List.of(partition), LIMIT);
    if (place.offset() >= ends.getOrDefault(partition, 0L)) {
      throw gone(place);
    }
    open.seek(partition, place.offset());
    long end = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < end) {
      for (ConsumerRecord<String, byte[]> record : open.poll(POLL)) {
        if (record.offset() == place.offset()) {
          return record;
        }
        if (record.offset() > place.offset()) {
          throw gone(place);
        }
      }
      // a marker of a transaction stands at the place of a record that was compacted away
      if (open.position(partition, LIMIT) > place.offset()) {
        throw gone(place);
      }
    }
    throw Problem.later(
        503, "Kafka has not answered within %d s".formatted(LIMIT.toSeconds()), "Try again.", 5);
  }

  private static Problem gone(RecordPlace place) {
    return Problem.of(
        410,
        "Kafka no longer holds this picture (%s-%d@%d)"
            .formatted(place.topic(), place.partition(), place.offset()),
        "Raise the retention of the topic '%s' to keep pictures longer.".formatted(place.topic()));
  }

  private static Problem silent(KafkaException e) {
    return Problem.later(
        503,
        "Kafka cannot be read: " + e.getMessage(),
        "Try again; check the brokers, and that the user may READ the topic.",
        5);
  }

  private void closeConsumer() {
    if (consumer != null) {
      consumer.close(CloseOptions.timeout(Duration.ZERO));
      consumer = null;
    }
  }

  @Override
  public void close() {
    closeConsumer();
  }
}
