package dev.kizuki.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.config.Configuration.Topics;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.kafka.TopicLimits;
import dev.kizuki.stream.metrics.VerdictMetrics;
import dev.kizuki.stream.models.ServedModels;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

class JudgeProcessorTest {
  private static final Topics TOPICS = TopologyRun.topics("");

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final MockProcessorContext<String, byte[]> context = new MockProcessorContext<>();

  private static Record<String, byte[]> image() {
    return new Record<>(
        "camera-1",
        TestModels.cross(),
        TopologyRun.ARRIVED.toEpochMilli(),
        TopologyRun.headers(ImageHeaders.SEQUENCE, "1"));
  }

  /** Kafka Streams initialises the same object again when it has aborted a transaction. */
  @Test
  void theAlertOfAnAbortedTransactionIsWrittenAgain() {
    context.setRecordMetadata("images", 0, 7);
    VerdictMetrics metrics = TestModels.metrics(registry).verdicts();
    try (ServedModels models = TestModels.served("*")) {
      JudgeProcessor processor =
          new JudgeProcessor(
              new RecordJudge(TestModels.stage(models, registry)),
              new VerdictCounter(metrics, new CaptureFlaws(metrics)),
              new ImageEvents(URI.create("/kizuki/test")),
              new SinkLimits(new TopicLimits(1 << 20), TOPICS),
              new ModelComparisons(TestModels.metrics(registry).batches().shadows()),
              TopologyRun.MOST_DEVICE_NAME_BYTES,
              TOPICS,
              models,
              null);
      processor.init(context);
      processor.process(image());
      processor.close();
      processor.init(context);
      processor.process(image());
      processor.close();
    }
    assertThat(context.forwarded()).hasSize(2);
  }
}
