package dev.kizuki.stream.metrics;

import dev.kizuki.image.RejectionReason;
import dev.kizuki.scoring.Score;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.batching.Judgement;
import dev.kizuki.stream.batching.ServedModels;
import dev.kizuki.stream.batching.ServedModels.ServedModel;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Every metric of the service: its name, unit and meaning stand here and nowhere else. */
public final class ServiceMetrics {
  private static final Duration LONGEST_LATENCY = Duration.ofDays(1);

  private final MeterRegistry registry;
  private final Counter received;
  private final DistributionSummary imageBytes;
  private final Counter bridgeFailures;
  private final Counter alertsPublished;
  private final DistributionSummary batch;
  private final Timer scoring;
  private final Timer latency;
  private final Map<RejectionReason, Counter> rejected = new EnumMap<>(RejectionReason.class);
  private final Map<String, ModelMeters> byModel = new ConcurrentHashMap<>();

  /** The meters of one model. */
  private record ModelMeters(Counter normal, Counter anomalous, DistributionSummary score) {}

  public ServiceMetrics(MeterRegistry registry) {
    this.registry = registry;
    received = counter("kizuki.images.received", "Images taken from MQTT");
    imageBytes =
        DistributionSummary.builder("kizuki.image.size")
            .baseUnit("bytes")
            .description("Size of the images taken from MQTT")
            .register(registry);
    bridgeFailures =
        counter(
            "kizuki.bridge.failures", "Images that Kafka did not take; MQTT delivers them again");
    alertsPublished =
        counter("kizuki.alerts.published", "Alerts that the MQTT broker acknowledged");
    batch =
        DistributionSummary.builder("kizuki.batch.size")
            .baseUnit("images")
            .description("Images that were scored at once")
            .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
            .register(registry);
    scoring =
        Timer.builder("kizuki.scoring")
            .description("Time to decode and score one such batch")
            .serviceLevelObjectives(milliseconds(1, 2, 5, 10, 20, 50, 100, 250, 1000))
            .register(registry);
    latency =
        Timer.builder("kizuki.latency")
            .description("Time from an image's arrival over MQTT until it was scored")
            .serviceLevelObjectives(
                milliseconds(2, 5, 10, 20, 50, 100, 250, 500, 1000, 5000, 60000))
            .register(registry);
    for (RejectionReason reason : RejectionReason.values()) {
      rejected.put(
          reason,
          Counter.builder("kizuki.images.rejected")
              .tag("reason", reason.code())
              .description("Images that could not be scored")
              .register(registry));
    }
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  private static Duration[] milliseconds(long... values) {
    return java.util.Arrays.stream(values).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
  }

  /** Gauges of the bridge. */
  public void bridge(IntSupplier unacknowledged, BooleanSupplier connected) {
    Gauge.builder("kizuki.bridge.unacknowledged", unacknowledged, IntSupplier::getAsInt)
        .description("Images taken from MQTT that Kafka has not acknowledged yet")
        .strongReference(true) // else the gauge is NaN after a garbage collection
        .register(registry);
    Gauge.builder("kizuki.bridge.connected", connected, flag -> flag.getAsBoolean() ? 1 : 0)
        .description("1 while the bridge is connected and subscribed")
        .strongReference(true)
        .register(registry);
  }

  /** One gauge of 1 for each model, whose tags say which it is. */
  public void models(ServedModels models) {
    for (ServedModel model : models.all()) {
      Gauge.builder("kizuki.model.info", () -> 1)
          .tags(
              Tags.of(
                  "model", model.reference().name(),
                  "version", model.reference().version(),
                  "sha256", model.reference().sha256()))
          .description("1 for each model that is served and passed its self-test")
          .register(registry);
      Gauge.builder("kizuki.model.threshold", model, m -> m.threshold().distance())
          .tags(Tags.of("model", model.reference().name(), "version", model.reference().version()))
          .description("The distance above which an image is anomalous")
          .strongReference(true)
          .register(registry);
    }
  }

  /** An image came from MQTT. */
  public void received(int bytes) {
    received.increment();
    imageBytes.record(bytes);
  }

  /** An image was not taken by Kafka. */
  public void bridgeFailure() {
    bridgeFailures.increment();
  }

  /** An alert reached the MQTT broker. */
  public void alertPublished() {
    alertsPublished.increment();
  }

  /** A batch went through decoding and the model. */
  public void scoredBatch(int images, long nanoseconds) {
    batch.record(images);
    scoring.record(nanoseconds, TimeUnit.NANOSECONDS);
  }

  /** An image was rejected. */
  public void rejected(RejectionReason reason) {
    java.util.Objects.requireNonNull(rejected.get(reason)).increment();
  }

  /**
   * The topology has an image's verdict.
   *
   * @param receivedAt when it came from MQTT, if that is known
   */
  public void judged(Judgement judgement, @Nullable Instant receivedAt) {
    Verdict verdict = judgement.verdict();
    if (verdict instanceof Verdict.Rejected image) {
      rejected(image.rejection().reason());
    } else if (verdict instanceof Verdict.Scored scored && judgement.model() != null) {
      ModelMeters meters = byModel.computeIfAbsent(judgement.model().name(), this::modelMeters);
      (scored instanceof Verdict.Anomalous ? meters.anomalous : meters.normal).increment();
      Score score = scored.score();
      meters.score.record(score.relative());
    }
    if (receivedAt != null) {
      Duration duration = Duration.between(receivedAt, judgement.scoredAt());
      latency.record(clamped(duration));
    }
  }

  /** Whatever a clock or a header says. */
  private static Duration clamped(Duration duration) {
    if (duration.isNegative()) {
      return Duration.ZERO;
    }
    return duration.compareTo(LONGEST_LATENCY) > 0 ? LONGEST_LATENCY : duration;
  }

  private ModelMeters modelMeters(String model) {
    return new ModelMeters(
        scoredCounter(model, "normal"),
        scoredCounter(model, "anomalous"),
        DistributionSummary.builder("kizuki.score")
            .tag("model", model)
            .description("distance / threshold: above 1 is anomalous")
            .serviceLevelObjectives(0.25, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2, 3, 5, 10)
            .register(registry));
  }

  private Counter scoredCounter(String model, String verdict) {
    return Counter.builder("kizuki.images.scored")
        .tags("model", model, "verdict", verdict)
        .description("Images that were scored")
        .register(registry);
  }
}
