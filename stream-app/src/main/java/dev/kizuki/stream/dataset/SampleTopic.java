package dev.kizuki.stream.dataset;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.lifecycle.ServiceException;
import dev.kizuki.stream.sample.ImageSample;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** The topic of samples as a tool reads it: from its beginning, without a consumer group. */
final class SampleTopic implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final Consumer<String, byte[]> consumer;
  private final String topic;

  /** Takes the consumer, and closes it. */
  SampleTopic(Consumer<String, byte[]> consumer, Configuration configuration) {
    this.consumer = consumer;
    this.topic = configuration.topics().samples();
  }

  /**
   * Reads from the beginning to the end that the topic has now.
   *
   * @return the last sample of each slot; empty if there is no such topic
   * @throws ServiceException if Kafka does not answer, or a record is no sample
   */
  List<ImageSample> read() {
    try {
      Map<String, ImageSample> latest = new LinkedHashMap<>();
      @Nullable List<PartitionInfo> infos = consumer.partitionsFor(topic, TIMEOUT);
      List<TopicPartition> partitions =
          infos == null
              ? List.of()
              : infos.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, TIMEOUT);
      while (!hasReached(ends)) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
          add(record, latest);
        }
      }
      return List.copyOf(latest.values());
    } catch (KafkaException e) {
      throw new ServiceException(
          "The topic '%s' cannot be read: %s (check kafka.bootstrapServers, and that the user may READ the topic)"
              .formatted(topic, e.getMessage()),
          e);
    }
  }

  private boolean hasReached(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey(), TIMEOUT) >= end.getValue());
  }

  private static void add(ConsumerRecord<String, byte[]> record, Map<String, ImageSample> latest) {
    if (record.value() == null) {
      latest.remove(record.key());
      return;
    }
    try {
      latest.put(record.key(), IncidentJson.read(record.value(), ImageSample.class));
    } catch (JacksonException | IllegalArgumentException e) {
      throw new ServiceException(
          "The record %s-%d@%d is no sample (topics.samples): %s"
              .formatted(record.topic(), record.partition(), record.offset(), e.getMessage()),
          e);
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
