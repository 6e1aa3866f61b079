package dev.kizuki.stream.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads the offsets of a group with Kafka's admin client.
 *
 * @param admin {@link #close} closes it
 */
record AdminGroupOffsets(Admin admin, String group, String topic) implements GroupOffsets {
  private static final long TIMEOUT_S = 5;

  @Override
  public List<PartitionOffsets> read()
      throws ExecutionException, InterruptedException, TimeoutException {
    List<TopicPartition> partitions =
        get(admin.describeTopics(List.of(topic)).topicNameValues().get(topic)).partitions().stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    Map<TopicPartition, OffsetAndMetadata> committed =
        get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    Map<TopicPartition, ListOffsetsResultInfo> begins = list(partitions, OffsetSpec.earliest());
    Map<TopicPartition, ListOffsetsResultInfo> ends = list(partitions, OffsetSpec.latest());
    return partitions.stream()
        .map(
            partition -> {
              OffsetAndMetadata done = committed.get(partition);
              return new PartitionOffsets(
                  Objects.requireNonNull(begins.get(partition)).offset(),
                  Objects.requireNonNull(ends.get(partition)).offset(),
                  done == null ? OptionalLong.empty() : OptionalLong.of(done.offset()));
            })
        .toList();
  }

  private Map<TopicPartition, ListOffsetsResultInfo> list(
      List<TopicPartition> partitions, OffsetSpec spec)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, OffsetSpec> specs = new HashMap<>();
    partitions.forEach(partition -> specs.put(partition, spec));
    return get(admin.listOffsets(specs).all());
  }

  private static <T> T get(@Nullable KafkaFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return Objects.requireNonNull(future).get(TIMEOUT_S, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
