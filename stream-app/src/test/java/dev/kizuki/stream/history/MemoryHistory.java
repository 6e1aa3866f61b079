package dev.kizuki.stream.history;

import dev.kizuki.stream.event.ImageHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Topics with times in memory, by Kafka's own test double. */
public final class MemoryHistory {
  private final Map<TopicPartition, List<ConsumerRecord<String, byte[]>>> records = new HashMap<>();
  private final Map<TopicPartition, Long> begins = new HashMap<>();
  private @Nullable KafkaException failure;
  private int largestBatch = 500;

  /** Makes an empty topic. */
  public void create(String topic, int partitions) {
    for (int i = 0; i < partitions; i++) {
      records.put(new TopicPartition(topic, i), new ArrayList<>());
    }
  }

  /** Appends a record of a device, and returns its offset. */
  public long add(String topic, int partition, String device, Instant at, byte @Nullable [] value) {
    return add(topic, partition, device, at, value, new RecordHeaders());
  }

  /** Appends a record, and returns its offset. The topic comes to be if it does not exist. */
  public long add(
      String topic,
      int partition,
      @Nullable String key,
      Instant at,
      byte @Nullable [] value,
      Headers headers) {
    List<ConsumerRecord<String, byte[]>> list =
        records.computeIfAbsent(new TopicPartition(topic, partition), each -> new ArrayList<>());
    list.add(
        new ConsumerRecord<>(
            topic,
            partition,
            list.size(),
            at.toEpochMilli(),
            TimestampType.CREATE_TIME,
            0,
            value == null ? 0 : value.length,
            key,
            value,
            headers,
            Optional.empty()));
    return list.size() - 1L;
  }

  /** Appends an image of a canary. */
  public void addCanary(String topic, int partition, String device, Instant at) {
    Headers headers = new RecordHeaders();
    ImageHeaders.set(headers, ImageHeaders.CANARY, "0");
    add(topic, partition, device, at, new byte[1], headers);
  }

  /** Deletes the records before an offset, as Kafka's retention does. */
  public void delete(String topic, int partition, long before) {
    begins.put(new TopicPartition(topic, partition), before);
  }

  /** Fails each read. */
  public void fail(KafkaException why) {
    failure = why;
  }

  /** Sets the most records of one poll. */
  public void largestBatch(int most) {
    largestBatch = most;
  }

  /** Returns a reader of these topics. */
  public HistoryReader reader() {
    return new HistoryReader(consumer(), "memory:9092");
  }

  private List<ConsumerRecord<String, byte[]>> held(TopicPartition partition) {
    long begin = begins.getOrDefault(partition, 0L);
    return Objects.requireNonNull(records.get(partition)).stream()
        .filter(record -> record.offset() >= begin)
        .toList();
  }

  /** Returns a consumer of these topics. */
  public Consumer<String, byte[]> consumer() {
    MockConsumer<String, byte[]> consumer =
        new MockConsumer<>("none") {
          @Override
          public synchronized void seek(TopicPartition partition, long offset) {
            super.seek(partition, offset);
            held(partition).stream()
                .filter(record -> record.offset() >= offset)
                .forEach(this::addRecord);
          }

          @Override
          public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
              Map<TopicPartition, Long> times, Duration timeout) {
            Map<TopicPartition, OffsetAndTimestamp> offsets = new HashMap<>();
            times.forEach((partition, time) -> offsets.put(partition, first(partition, time)));
            return offsets;
          }
        };
    Map<String, List<PartitionInfo>> infos = new HashMap<>();
    for (TopicPartition each : records.keySet()) {
      infos
          .computeIfAbsent(each.topic(), topic -> new ArrayList<>())
          .add(new PartitionInfo(each.topic(), each.partition(), null, new Node[0], new Node[0]));
      consumer.updateBeginningOffsets(Map.of(each, begins.getOrDefault(each, 0L)));
      consumer.updateEndOffsets(
          Map.of(each, (long) Objects.requireNonNull(records.get(each)).size()));
    }
    infos.forEach(consumer::updatePartitions);
    consumer.setMaxPollRecords(largestBatch);
    if (failure != null) {
      consumer.setPollException(failure);
    }
    return consumer;
  }

  private @Nullable OffsetAndTimestamp first(TopicPartition partition, long fromMs) {
    return held(partition).stream()
        .filter(record -> record.timestamp() >= fromMs)
        .findFirst()
        .map(record -> new OffsetAndTimestamp(record.offset(), record.timestamp()))
        .orElse(null);
  }
}
