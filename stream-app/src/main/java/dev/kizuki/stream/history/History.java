package dev.kizuki.stream.history;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The place of a span of time in a topic.
 *
 * @param topic the topic
 * @param span the span
 * @param places the records of each partition that has any
 * @param beginning the time of the oldest record that Kafka holds, if Kafka deleted older records
 *     that can lie in the span; else null
 */
public record History(
    String topic, TimeSpan span, Map<TopicPartition, Place> places, @Nullable Instant beginning) {
  public History {
    places = Map.copyOf(places);
  }

  /**
   * The records of one partition.
   *
   * @param start the offset of the first record
   * @param end the offset behind the last record
   */
  public record Place(long start, long end) {}

  /**
   * The records to read, of all devices. Kafka's offsets give this number. Markers of transactions
   * and records that were compacted away count.
   */
  public long records() {
    return places.values().stream().mapToLong(place -> place.end() - place.start()).sum();
  }

  /** A sentence for the user if Kafka no longer holds the beginning of the span. */
  public Optional<String> missing() {
    return Optional.ofNullable(beginning)
        .map(
            from ->
                ("the topic '%s' has deleted records from before %s, so the span from %s on is not"
                        + " complete (retention.ms and retention.bytes of the topic)")
                    .formatted(topic, from, span.from()));
  }
}
