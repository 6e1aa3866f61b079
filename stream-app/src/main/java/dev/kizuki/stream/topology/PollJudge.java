package dev.kizuki.stream.topology;

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
 * Scores all records of a poll at once, before the topology sees them one by one: two to three
 * times cheaper, and unlike a buffer inside the topology it holds nothing back, so offsets and
 * transactions stay right. If it fails, Kafka logs it and hands the records on; the topology then
 * scores them itself.
 *
 * <p>Kafka makes one for each stream thread's consumer.
 */
public final class PollJudge implements ConsumerInterceptor<byte[], byte[]> {
  private static final String SCORING = "kizuki.poll.scoring";

  private final List<String> devices = new ArrayList<>();
  private final List<byte[]> images = new ArrayList<>();
  private final List<ConsumerRecord<byte[], byte[]>> scored = new ArrayList<>();

  // both from configure, which Kafka calls before anything else
  private @Nullable DeviceJudge judge;
  private @Nullable BatchMetrics metrics;

  /** Made by Kafka. */
  public PollJudge() {}

  /** The settings that put this in front of a topology. */
  public static Map<String, Object> settings(JudgeSettings scoring) {
    return Map.of(
        StreamsConfig.mainConsumerPrefix("interceptor.classes"),
        PollJudge.class.getName(),
        StreamsConfig.mainConsumerPrefix(SCORING),
        scoring);
  }

  @Override
  public void configure(Map<String, ?> settings) {
    JudgeSettings scoring = (JudgeSettings) Objects.requireNonNull(settings.get(SCORING));
    judge = scoring.newJudge();
    metrics = scoring.metrics();
  }

  @Override
  public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
    devices.clear();
    images.clear();
    scored.clear();
    long oldest = Long.MAX_VALUE;
    for (ConsumerRecord<byte[], byte[]> image : records) {
      VerdictHeader.detach(image.headers());
      oldest = Math.min(oldest, image.timestamp());
      if (image.key() != null && image.value() != null) {
        devices.add(new String(image.key(), StandardCharsets.UTF_8));
        images.add(image.value());
        scored.add(image);
      }
    }
    if (!records.isEmpty()) {
      long waitedMs = Math.max(0, System.currentTimeMillis() - oldest);
      Objects.requireNonNull(metrics).polled(TimeUnit.MILLISECONDS.toNanos(waitedMs));
    }
    Objects.requireNonNull(judge)
        .judge(
            devices, images, (i, judged) -> VerdictHeader.attach(scored.get(i).headers(), judged));
    return records;
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    // offsets are the topology's affair
  }

  @Override
  public void close() {
    if (judge != null) {
      judge.close();
    }
  }
}
