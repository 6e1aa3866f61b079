package dev.kizuki.stream.kafka;

import dev.kizuki.stream.lifecycle.ServiceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads a small topic as a tool does: from its beginning to its present end, without a consumer
 * group. Not thread-safe. The caller must close it.
 */
public final class WholeTopic implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final Consumer<String, byte[]> consumer;
  private final String topic;
  private final String servers;

  /**
   * @param consumer a consumer without a group, see {@link KafkaSettings#reader}; this object
   *     closes it
   * @param servers the addresses of Kafka, for messages
   */
  public WholeTopic(Consumer<String, byte[]> consumer, String topic, String servers) {
    this.consumer = consumer;
    this.topic = topic;
    this.servers = servers;
  }

  /**
   * Reads all records of a topic, with a consumer that is made for it.
   *
   * @param consumer makes a consumer without a group, see {@link KafkaSettings#reader}
   * @throws ServiceException if there is no such topic, or if Kafka does not answer
   */
  public static List<ConsumerRecord<String, byte[]>> read(
      Supplier<Consumer<String, byte[]>> consumer, String topic, String servers) {
    try (WholeTopic whole = new WholeTopic(consumer.get(), topic, servers)) {
      return whole.read();
    } catch (KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new ServiceException(
          "Kafka's client cannot be created (kafka.bootstrapServers %s, kafka.properties): %s"
              .formatted(servers, cause.getMessage()),
          e);
    }
  }

  /**
   * Reads all records. Those of one partition are in the order of their offsets.
   *
   * @throws ServiceException if there is no such topic, or if Kafka does not answer
   */
  public List<ConsumerRecord<String, byte[]>> read() {
    try {
      List<TopicPartition> partitions = partitions();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, TIMEOUT);
      List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
      while (!hasReached(ends)) {
        consumer.poll(POLL).forEach(records::add);
      }
      return records;
    } catch (KafkaException e) {
      throw new ServiceException(
          "The topic '%s' at %s cannot be read: %s (check kafka.bootstrapServers, and that the user may READ the topic)"
              .formatted(topic, servers, e.getMessage()),
          e);
    }
  }

  private List<TopicPartition> partitions() {
    @Nullable List<PartitionInfo> infos = consumer.partitionsFor(topic, TIMEOUT);
    if (infos == null || infos.isEmpty()) {
      throw new ServiceException(
          "There is no topic '%s' at %s. The service creates it when it starts with incidents.enabled: true"
              .formatted(topic, servers),
          null);
    }
    return infos.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
  }

  private boolean hasReached(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey(), TIMEOUT) >= end.getValue());
  }

  @Override
  public void close() {
    consumer.close();
  }
}
