package dev.kizuki.stream.topology;

import dev.kizuki.stream.event.ImageSender;
import dev.kizuki.stream.metrics.BatchMetrics;
import dev.kizuki.stream.models.DeviceJudge;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/**
 * Judges all records of a poll in batches and attaches the verdict to each, before the topology
 * sees them one by one. This is two to three times cheaper than judging one by one. It holds no
 * record back, as a buffer inside the topology would, so offsets and transactions stay right.
 *
 * <p>If it throws, Kafka logs the exception and hands the records on. The topology then judges
 * every record that has no verdict itself.
 *
 * <p>Not thread-safe: Kafka creates one object for the consumer of each stream thread.
 */
public final class PollJudge implements ConsumerInterceptor<byte[], byte[]> {
  private static final String JUDGING = "kizuki.poll.judging";
  private static final String IMAGES = "kizuki.poll.images";

  private final List<ImageSender> senders = new ArrayList<>();
  private final List<byte[]> images = new ArrayList<>();
  private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

  // Kafka calls configure before anything else
  private @Nullable DeviceJudge judge;
  private @Nullable BatchMetrics metrics;
  private String imagesTopic = "";

  /** Called by Kafka. */
  public PollJudge() {}

  /**
   * The settings of Kafka Streams that put a poll judge in front of a topology.
   *
   * @param imagesTopic the topic whose records are images
   */
  public static Map<String, Object> settings(JudgeSettings judging, String imagesTopic) {
    return Map.of(
        StreamsConfig.mainConsumerPrefix("interceptor.classes"),
        PollJudge.class.getName(),
        StreamsConfig.mainConsumerPrefix(JUDGING),
        judging,
        StreamsConfig.mainConsumerPrefix(IMAGES),
        imagesTopic);
  }

  @Override
  public void configure(Map<String, ?> settings) {
    JudgeSettings judging = (JudgeSettings) Objects.requireNonNull(settings.get(JUDGING));
    judge = judging.newJudge();
    metrics = judging.metrics();
    imagesTopic = (String) Objects.requireNonNull(settings.get(IMAGES));
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> polled) {
    collect(polled);
    Objects.requireNonNull(judge)
        .judge(
            senders,
            images,
            (i, verdict) -> VerdictHeader.attach(records.get(i).headers(), verdict));
    return polled;
  }

  /** Removes verdicts that came from outside, and collects the images that can be judged. */
  private void collect(ConsumerRecords<byte[], byte[]> polled) {
    senders.clear();
    images.clear();
    records.clear();
    long oldest = Long.MAX_VALUE;
    for (ConsumerRecord<byte[], byte[]> record : polled) {
      VerdictHeader.detach(record.headers());
      if (!record.topic().equals(imagesTopic)) {
        continue;
      }
      oldest = Math.min(oldest, record.timestamp());
      if (record.key() != null && record.value() != null) {
        String name = new String(record.key(), StandardCharsets.UTF_8);
        senders.add(ImageSender.of(name, record.headers()));
        images.add(record.value());
        records.add(record);
      }
    }
    if (oldest != Long.MAX_VALUE) {
      long waitedMs = Math.max(0, System.currentTimeMillis() - oldest);
      Objects.requireNonNull(metrics).polled(TimeUnit.MILLISECONDS.toNanos(waitedMs));
    }
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    // Kafka Streams commits; there is nothing to do here
  }

  @Override
  public void close() {
    if (judge != null) {
      judge.close();
    }
  }
}
