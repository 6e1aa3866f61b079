package dev.kizuki.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.scoring.Score;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.event.ModelVerdict;
import dev.kizuki.stream.metrics.VerdictMetrics;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class VerdictCounterTest {
  private static final Instant ARRIVED = Instant.parse("2026-01-02T03:04:05Z");
  private static final ModelReference MODEL = new ModelReference("parts", "1", "ab12");
  private static final Verdict NORMAL = new Verdict.Normal(new Score(5, 10, 0.5));

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final VerdictMetrics metrics = TestModels.metrics(registry).verdicts();
  private final VerdictCounter counter = new VerdictCounter(metrics, new CaptureFlaws(metrics));

  private void count(Verdict verdict, Headers headers) {
    count(verdict, headers, ARRIVED);
  }

  private void count(Verdict verdict, Headers headers, Instant arrived) {
    counter.count(
        "camera-1",
        new Record<>("camera-1", new byte[0], arrived.toEpochMilli(), headers),
        new ModelVerdict(verdict, MODEL, ARRIVED.plusMillis(40)));
  }

  private Timer latency(String since) {
    return registry.get("kizuki.latency").tag("since", since).timer();
  }

  private double counted(String name, String tag, String value) {
    return registry.get(name).tag(tag, value).counter().count();
  }

  @Test
  void countsEachVerdictOnce() {
    count(NORMAL, TopologyRun.headers());
    count(new Verdict.Anomalous(new Score(20, 10, 0.001)), TopologyRun.headers());
    count(
        new Verdict.Rejected(new Rejection(RejectionReason.CORRUPT, "cut off")),
        TopologyRun.headers());
    assertThat(counted("kizuki.images.scored", "verdict", "normal")).isEqualTo(1);
    assertThat(counted("kizuki.images.scored", "verdict", "anomalous")).isEqualTo(1);
    assertThat(counted("kizuki.images.rejected", "reason", "corrupt")).isEqualTo(1);
  }

  @Test
  void measuresTheLatencySinceArrival() {
    count(NORMAL, TopologyRun.headers());
    assertThat(latency("arrival").totalTime(TimeUnit.MILLISECONDS)).isEqualTo(40);
    assertThat(latency("capture").count()).isZero();
  }

  @Test
  void measuresTheLatencySinceCaptureIfTheDeviceSendsIt() {
    String captured = ARRIVED.minusMillis(60).toString();
    count(NORMAL, TopologyRun.headers(ImageHeaders.CAPTURED_AT, captured));
    assertThat(latency("capture").totalTime(TimeUnit.MILLISECONDS)).isEqualTo(100);
  }

  @Test
  void aClockThatIsAheadCountsAsZero() {
    String captured = ARRIVED.plusSeconds(3600).toString();
    count(NORMAL, TopologyRun.headers(ImageHeaders.CAPTURED_AT, captured));
    assertThat(latency("capture").count()).isEqualTo(1);
    assertThat(latency("capture").totalTime(TimeUnit.MILLISECONDS)).isZero();
  }

  @Test
  void countsGapsRepetitionsAndLateImages() {
    for (String number : new String[] {"1", "5", "5", "3"}) {
      count(NORMAL, TopologyRun.headers(ImageHeaders.SEQUENCE, number));
    }
    assertThat(registry.get("kizuki.images.missing").counter().count()).isZero();
    count(NORMAL, TopologyRun.headers(ImageHeaders.SEQUENCE, "6"), ARRIVED.plusSeconds(11));
    assertThat(registry.get("kizuki.images.missing").counter().count()).isEqualTo(2);
    assertThat(registry.get("kizuki.images.out.of.order").counter().count()).isEqualTo(1);
    assertThat(registry.get("kizuki.images.repeated").counter().count()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-02T03:04:05, without-zone, 1",
    "+1000000000-01-01T00:00:00Z, out-of-range, 0",
    "1969-12-31T23:59:59Z, out-of-range, 0",
    "yesterday, unreadable, 0",
  })
  void countsTimesOfCaptureThatAreNotUsableAsTheyAre(String text, String flaw, int measured) {
    count(NORMAL, TopologyRun.headers(ImageHeaders.CAPTURED_AT, text));
    count(NORMAL, TopologyRun.headers(ImageHeaders.CAPTURED_AT, text));
    assertThat(counted("kizuki.capture.time.flaws", "flaw", flaw)).isEqualTo(2);
    assertThat(latency("capture").count()).isEqualTo(2L * measured);
    assertThat(counted("kizuki.images.scored", "verdict", "normal")).isEqualTo(2);
  }

  @Test
  void logsEachFlawOnceForEachDevice() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(CaptureFlaws.class);
    log.start();
    logger.addAppender(log);
    try {
      for (String text : new String[] {"2026-01-02T03:04:05", "2026-01-02T03:04:04", "x", "y"}) {
        count(NORMAL, TopologyRun.headers(ImageHeaders.CAPTURED_AT, text));
      }
    } finally {
      logger.detachAppender(log);
    }
    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .hasSize(2)
        .anySatisfy(line -> assertThat(line).contains("2026-01-02T03:04:05").contains("UTC"))
        .anySatisfy(line -> assertThat(line).contains("'x' is ignored"));
  }
}
