package dev.kizuki.stream.topology;

import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.stream.config.Configuration.Topics;
import dev.kizuki.stream.kafka.TopicLimits;
import dev.kizuki.stream.rejected.RejectedRecord;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Compares records with the limits of the topics that they are written to. A record that is too
 * large would end the transaction with exactly once, so it must not reach the producer.
 */
final class SinkLimits {
  private final TopicLimits limits;
  private final Map<String, String> topicOfSink;

  SinkLimits(TopicLimits limits, Topics topics) {
    this.limits = limits;
    this.topicOfSink =
        Map.of(
            AnomalyTopology.ANOMALIES, topics.anomalies(),
            AnomalyTopology.SCORES, topics.scores(),
            AnomalyTopology.REJECTED, topics.rejected());
  }

  /**
   * Returns why an event cannot be written; empty if it can.
   *
   * @param writesScore whether it also goes to the topic of scores
   */
  Optional<Rejection> check(Record<String, byte[]> event, boolean writesScore) {
    boolean fits =
        takes(AnomalyTopology.ANOMALIES, event)
            && (!writesScore || takes(AnomalyTopology.SCORES, event));
    return fits
        ? Optional.empty()
        : Optional.of(
            new Rejection(
                RejectionReason.EVENT_TOO_LARGE,
                "the event has %d bytes; raise max.message.bytes of topics.anomalies and topics.scores"
                    .formatted(event.value().length)));
  }

  private boolean takes(String sink, Record<String, byte[]> record) {
    int size = TopicLimits.size(record.key(), record.value(), record.headers());
    return size <= limits.of(topicOfSink.getOrDefault(sink, sink));
  }

  /**
   * Cuts the image of a rejected record until the topic takes it.
   *
   * @return empty if the topic takes not even the headers
   */
  Optional<Record<String, byte[]>> cutToFit(Record<String, byte[]> rejected) {
    Record<String, byte[]> record = rejected;
    while (!takes(AnomalyTopology.REJECTED, record)) {
      Headers headers = new RecordHeaders(record.headers());
      Optional<byte[]> rest = RejectedRecord.cutFurther(headers, record.value());
      if (rest.isEmpty()) {
        return Optional.empty();
      }
      record = record.withValue(rest.get()).withHeaders(headers);
    }
    return Optional.of(record);
  }
}
