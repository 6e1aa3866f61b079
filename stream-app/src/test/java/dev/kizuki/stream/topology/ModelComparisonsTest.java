package dev.kizuki.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.model.ModelFile;
import dev.kizuki.scoring.Score;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.event.ModelVerdict;
import dev.kizuki.stream.event.ShadowVerdict;
import dev.kizuki.stream.metrics.ShadowMetrics;
import dev.kizuki.stream.metrics.ShadowMetrics.Totals;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The counts of disagreements of a model and its shadow, and the records of them. */
class ModelComparisonsTest {
  private static final ModelReference MODEL = new ModelReference("parts", "1", "a".repeat(64));
  private static final ModelReference SHADOW = new ModelReference("parts", "2", "b".repeat(64));
  private static final byte[] IMAGE = {1, 2, 3};
  private static final Instant BEGIN = Instant.parse("2026-01-02T03:04:05Z");
  private static final Verdict NORMAL = new Verdict.Normal(new Score(5, 10, 0.5));
  private static final Verdict ANOMALOUS = new Verdict.Anomalous(new Score(15, 10, 0.001));
  private static final Verdict REJECTED =
      new Verdict.Rejected(new Rejection(RejectionReason.CORRUPT, "cut off"));

  private final ShadowMetrics metrics =
      TestModels.metrics(new SimpleMeterRegistry()).batches().shadows();
  private final ModelComparisons comparisons = new ModelComparisons(metrics);

  private Optional<Record<String, byte[]>> compare(Verdict model, @Nullable Verdict shadow) {
    return compare("camera", 0, model, shadow);
  }

  private Optional<Record<String, byte[]>> compare(
      String device, long afterMs, Verdict model, @Nullable Verdict shadow) {
    MockProcessorContext<String, byte[]> context = new MockProcessorContext<>();
    context.setRecordMetadata("images", 2, 7);
    RecordMetadata place = context.recordMetadata().orElseThrow();
    ShadowVerdict beside = shadow == null ? null : new ShadowVerdict(shadow, SHADOW);
    return comparisons.compare(
        device,
        new Record<>(device, IMAGE, BEGIN.toEpochMilli() + afterMs),
        place,
        new ModelVerdict(model, MODEL, BEGIN, null, beside));
  }

  private Totals totals() {
    return metrics.totals(MODEL.sha256(), SHADOW.sha256());
  }

  @Test
  void countsEachPairOfVerdicts() {
    var unused1 = compare(ANOMALOUS, ANOMALOUS);
    var unused2 = compare(ANOMALOUS, NORMAL);
    var unused3 = compare(NORMAL, ANOMALOUS);
    var unused4 = compare(NORMAL, NORMAL);
    var unused5 = compare(NORMAL, REJECTED);
    Totals totals = totals();
    assertThat(totals.both()).isEqualTo(1);
    assertThat(totals.onlyModel()).isEqualTo(1);
    assertThat(totals.onlyShadow()).isEqualTo(1);
    assertThat(totals.neither()).isEqualTo(1);
    assertThat(totals.unscored()).isEqualTo(1);
    assertThat(totals.scored()).isEqualTo(4);
  }

  @Test
  void anImageWithoutAShadowCountsNowhere() {
    assertThat(compare(ANOMALOUS, null)).isEmpty();
    assertThat(totals().scored()).isZero();
  }

  @Test
  void onlyADisagreementMakesARecord() {
    assertThat(compare(ANOMALOUS, ANOMALOUS)).isEmpty();
    assertThat(compare(NORMAL, NORMAL)).isEmpty();
    assertThat(compare(REJECTED, ANOMALOUS)).isEmpty();
    assertThat(compare(NORMAL, ANOMALOUS)).isPresent();
  }

  @Test
  void aRecordHoldsBothVerdictsAndThePlaceOfTheImage() {
    Record<String, byte[]> record = compare(ANOMALOUS, NORMAL).orElseThrow();
    assertThat(record.key()).isEqualTo("camera");
    assertThat(record.timestamp()).isEqualTo(BEGIN.toEpochMilli());
    JsonNode json = JsonMapper.shared().readTree(record.value());
    assertThat(json.at("/device").asString()).isEqualTo("camera");
    assertThat(json.at("/at").asString()).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(json.at("/model/anomalous").asBoolean()).isTrue();
    assertThat(json.at("/model/score").asDouble()).isEqualTo(1.5);
    assertThat(json.at("/model/model/version").asString()).isEqualTo("1");
    assertThat(json.at("/shadow/anomalous").asBoolean()).isFalse();
    assertThat(json.at("/shadow/distance").asDouble()).isEqualTo(5);
    assertThat(json.at("/shadow/model/version").asString()).isEqualTo("2");
    assertThat(json.at("/image/topic").asString()).isEqualTo("images");
    assertThat(json.at("/image/partition").asInt()).isEqualTo(2);
    assertThat(json.at("/image/offset").asLong()).isEqualTo(7);
    assertThat(json.at("/image/sha256").asString()).isEqualTo(ModelFile.sha256(IMAGE));
  }

  @Test
  void aDeviceMakesAtMostOneRecordASecond() {
    assertThat(compare("a", 0, NORMAL, ANOMALOUS)).isPresent();
    assertThat(compare("a", 999, NORMAL, ANOMALOUS)).isEmpty();
    assertThat(compare("b", 999, NORMAL, ANOMALOUS)).isPresent();
    assertThat(compare("a", 1000, NORMAL, ANOMALOUS)).isPresent();
    assertThat(totals().onlyShadow()).isEqualTo(4);
  }
}
