package dev.kizuki.stream.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.kafka.TopicLimits;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler.Result;
import org.apache.kafka.streams.errors.internals.DefaultErrorHandlerContext;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that are larger than a topic takes. */
class RecordLimitsTest {
  private static final byte[] CROSS = TestModels.cross();
  private static final Headers NONE = TopologyRun.headers();

  private final TopologyRun run = new TopologyRun();

  @AfterEach
  void close() {
    run.close();
  }

  private TestRecord<String, byte[]> rejected() {
    return run.rejected.readRecord();
  }

  private static String header(TestRecord<String, byte[]> record, String key) {
    return ImageHeaders.text(record.headers(), key).orElse("");
  }

  @Test
  void aDeviceWithALongNameIsRejectedUnderTheBeginningOfItsName() {
    run.send("x".repeat(100_000), CROSS, NONE);
    TestRecord<String, byte[]> record = rejected();
    assertThat(record.key()).isEqualTo("x".repeat(256));
    assertThat(record.value()).isEqualTo(CROSS);
    assertThat(header(record, ImageHeaders.REJECTION_REASON)).isEqualTo("device-name-too-long");
    assertThat(run.alerts()).isEmpty();
  }

  @Test
  void theEventOfTheLongestNameIsSmall() {
    run.send("\"".repeat(256), CROSS, NONE);
    TestRecord<String, byte[]> event = run.anomalies.readRecord();
    assertThat(TopicLimits.size(event.key(), event.value(), event.headers())).isLessThan(8192);
  }

  @ParameterizedTest
  @ValueSource(strings = {ImageHeaders.SEQUENCE, ImageHeaders.CAPTURED_AT})
  void aLongHeaderMakesNoLongEvent(String key) {
    run.send("camera", CROSS, TopologyRun.headers(key, "7".repeat(500_000)));
    TestRecord<String, byte[]> event = run.anomalies.readRecord();
    assertThat(TopicLimits.size(event.key(), event.value(), event.headers())).isLessThan(8192);
  }

  @ParameterizedTest
  @ValueSource(ints = {100_000, 10_000, 1000})
  void aRejectedImageIsCutToWhatTheTopicTakes(int limit) {
    run.limits.lower("rejected", limit);
    run.send("camera", new byte[200_000], NONE);
    TestRecord<String, byte[]> record = rejected();
    assertThat(TopicLimits.size(record.key(), record.value(), record.headers()))
        .isLessThanOrEqualTo(limit);
    assertThat(header(record, ImageHeaders.REJECTION_REASON)).isEqualTo("unknown-format");
    assertThat(header(record, ImageHeaders.ORIGINAL_BYTES)).isEqualTo("200000");
  }

  @Test
  void anImageWhoseHeadersAreTooLargeIsCountedAndTheNextOneIsJudged() {
    run.limits.lower("rejected", 200);
    run.send("camera", "no image".getBytes(UTF_8), NONE);
    run.send("camera", CROSS, NONE);
    assertThat(run.rejected.isEmpty()).isTrue();
    assertThat(run.count("kizuki.images.lost")).isEqualTo(1);
    assertThat(run.alerts()).hasSize(1);
  }

  @Test
  void anImageWhoseEventIsTooLargeIsRejected() {
    run.limits.lower("anomalies", 300);
    run.send("camera", CROSS, NONE);
    TestRecord<String, byte[]> record = rejected();
    assertThat(header(record, ImageHeaders.REJECTION_REASON)).isEqualTo("event-too-large");
    assertThat(record.value()).isEqualTo(CROSS);
    assertThat(run.anomalies.isEmpty()).isTrue();
    assertThat(run.scores.isEmpty()).isTrue();
  }

  @Test
  void aRefusedRecordLowersTheLimitOfItsTopic() {
    TooLargeRecords handler = new TooLargeRecords();
    handler.configure(TooLargeRecords.settings(run.limits));
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>("rejected", "camera".getBytes(UTF_8), new byte[200_000]);
    assertThat(fail(handler, record, new RecordTooLargeException("too large")))
        .isEqualTo(Result.FAIL);
    assertThat(run.limits.of("rejected")).isBetween(200_000, 200_200);
    run.send("camera", new byte[200_000], NONE);
    assertThat(rejected().value()).hasSize(64 * 1024);
  }

  @Test
  void anotherFailureLowersNoLimit() {
    TooLargeRecords handler = new TooLargeRecords();
    handler.configure(Map.copyOf(TooLargeRecords.settings(run.limits)));
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>("rejected", new byte[200_000]);
    assertThat(fail(handler, record, new IllegalStateException("no leader")))
        .isEqualTo(Result.FAIL);
    assertThat(run.limits.of("rejected")).isEqualTo(1 << 20);
  }

  private static Result fail(
      TooLargeRecords handler, ProducerRecord<byte[], byte[]> record, Exception exception) {
    ErrorHandlerContext context =
        new DefaultErrorHandlerContext(
            null,
            "images",
            0,
            0,
            new RecordHeaders(),
            "rejected",
            new TaskId(0, 0),
            0L,
            null,
            null);
    return handler.handleError(context, record, exception).result();
  }
}
