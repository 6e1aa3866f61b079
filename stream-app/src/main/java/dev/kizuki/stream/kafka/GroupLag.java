package dev.kizuki.stream.kafka;

import dev.kizuki.stream.lifecycle.Periodic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many records of a topic a consumer group has not committed yet, asked of the brokers every
 * ten seconds: it holds for the whole group, and also when no consumer lives.
 */
public final class GroupLag implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GroupLag.class);
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final long TIMEOUT_S = 5;

  private final Admin admin;
  private final String group;
  private final String topic;
  private final Periodic asking = new Periodic("group-lag", PAUSE, this::update);
  private volatile double lag = Double.NaN;

  /**
   * @param admin closed by this
   */
  public GroupLag(Admin admin, String group, String topic) {
    this.admin = admin;
    this.group = group;
    this.topic = topic;
  }

  /** Begins to ask. */
  public void start() {
    asking.start(Duration.ZERO);
  }

  /** Records; not a number while Kafka does not answer. */
  public double records() {
    return lag;
  }

  private void update() {
    try {
      lag = ask();
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      LOG.atDebug().setCause(e).log("the lag is not known");
      lag = Double.NaN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private double ask() throws ExecutionException, InterruptedException, TimeoutException {
    List<TopicPartition> partitions =
        get(admin.describeTopics(List.of(topic)).topicNameValues().get(topic)).partitions().stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    Map<TopicPartition, OffsetAndMetadata> committed =
        get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    Map<TopicPartition, OffsetSpec> first = new HashMap<>();
    Map<TopicPartition, OffsetSpec> last = new HashMap<>();
    for (TopicPartition partition : partitions) {
      first.put(partition, OffsetSpec.earliest());
      last.put(partition, OffsetSpec.latest());
    }
    Map<TopicPartition, ListOffsetsResultInfo> begins = get(admin.listOffsets(first).all());
    Map<TopicPartition, ListOffsetsResultInfo> ends = get(admin.listOffsets(last).all());
    double sum = 0;
    for (Map.Entry<TopicPartition, ListOffsetsResultInfo> end : ends.entrySet()) {
      OffsetAndMetadata done = committed.get(end.getKey());
      long from =
          done == null ? Objects.requireNonNull(begins.get(end.getKey())).offset() : done.offset();
      sum += Math.max(0, end.getValue().offset() - from);
    }
    return sum;
  }

  private static <T> T get(@Nullable KafkaFuture<T> future)
      throws ExecutionException, InterruptedException, TimeoutException {
    return Objects.requireNonNull(future).get(TIMEOUT_S, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    asking.close();
    admin.close(Duration.ofSeconds(1));
  }
}
