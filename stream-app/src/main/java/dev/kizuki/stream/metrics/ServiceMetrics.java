package dev.kizuki.stream.metrics;

import dev.kizuki.image.RejectionReason;
import dev.kizuki.scoring.Score;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.config.Configuration.Metrics;
import dev.kizuki.stream.event.ModelVerdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.DoubleSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Every metric of the service: its name, unit and meaning stand here and in its package alone. */
public final class ServiceMetrics {
  private static final double[] SCORE_PERCENTS = {
    20, 40, 50, 55, 60, 65, 70, 75, 80, 85, 90, 95, 100, 105, 110, 125, 150, 200, 300, 500, 1000
  };

  private final MeterRegistry registry;
  private final Counter received;
  private final DistributionSummary imageBytes;
  private final Counter bridgeFailures;
  private final Counter alertsPublished;
  private final Counter missing;
  private final Counter repeated;
  private final DistributionSummary batch;
  private final Map<Stage, Timer> stages = new EnumMap<>(Stage.class);
  private final Timer sinceArrival;
  private final Timer sinceCapture;
  private final Timer alertLatency;
  private final Map<RejectionReason, Counter> rejected = new EnumMap<>(RejectionReason.class);
  private final Map<String, ModelMeters> byModel = new ConcurrentHashMap<>();
  private final DeviceMeters devices;
  private final ModelGauges modelGauges;
  private final Map<String, CanaryMeters> canaries = new ConcurrentHashMap<>();
  private final AtomicInteger modelsRefused = new AtomicInteger();

  /** The meters of one model. */
  private record ModelMeters(Counter normal, Counter anomalous, DistributionSummary score) {}

  public ServiceMetrics(MeterRegistry registry, Metrics settings) {
    this.registry = registry;
    devices = new DeviceMeters(registry, settings);
    modelGauges = new ModelGauges(registry);
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
    missing = counter("kizuki.images.missing", "Numbers that devices left out in their 'sequence'");
    repeated =
        counter("kizuki.images.repeated", "Images with a number that their device had used before");
    batch =
        DistributionSummary.builder("kizuki.batch.size")
            .baseUnit("images")
            .description("Images that were scored at once")
            .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
            .register(registry);
    for (Stage stage : Stage.values()) {
      stages.put(
          stage,
          Timer.builder("kizuki.stage")
              .tag("stage", stage.label())
              .description("Time by stage: bridge and alert by image, the others by poll")
              .serviceLevelObjectives(
                  Latencies.milliseconds(1, 2, 5, 10, 20, 50, 100, 250, 500, 1000, 5000))
              .register(registry));
    }
    modelUpdates("taken");
    modelUpdates("refused");
    gauge(
        "kizuki.model.refused",
        Tags.empty(),
        modelsRefused,
        AtomicInteger::get,
        "Model files whose present content was refused, so that an older model serves");
    sinceArrival = latency("arrival");
    sinceCapture = latency("capture");
    alertLatency =
        Timer.builder("kizuki.alert.latency")
            .description("Time from an image's arrival until MQTT acknowledged its alert")
            .serviceLevelObjectives(Latencies.buckets())
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

  private Timer latency(String since) {
    return Timer.builder("kizuki.latency")
        .tag("since", since)
        .description(
            "Time until an image was scored: since its arrival over MQTT, and, where the device says"
                + " so, since its capture by the device's clock")
        .serviceLevelObjectives(Latencies.buckets())
        .register(registry);
  }

  /** A gauge that is held, else it is NaN after a garbage collection. */
  private <T> void gauge(
      String name, Tags tags, T of, java.util.function.ToDoubleFunction<T> value, String text) {
    Gauge.builder(name, of, value)
        .tags(tags)
        .description(text)
        .strongReference(true)
        .register(registry);
  }

  private static double flag(boolean value) {
    return value ? 1 : 0;
  }

  /** Gauges of the bridge. */
  public void bridge(IntSupplier unacknowledged, BooleanSupplier connected) {
    gauge(
        "kizuki.bridge.unacknowledged",
        Tags.empty(),
        unacknowledged,
        IntSupplier::getAsInt,
        "Images taken from MQTT that Kafka has not acknowledged yet");
    gauge(
        "kizuki.bridge.connected",
        Tags.empty(),
        connected,
        flag -> flag(flag.getAsBoolean()),
        "1 while the bridge is connected and subscribed");
  }

  /** A gauge of whether alerts can be published. */
  public void alerts(BooleanSupplier connected) {
    gauge(
        "kizuki.alerts.connected",
        Tags.empty(),
        connected,
        flag -> flag(flag.getAsBoolean()),
        "1 while alerts are read from Kafka and can be published over MQTT");
  }

  /**
   * Gauges of Kafka Streams, one for each of its states.
   *
   * @param states their names
   */
  public void streams(Iterable<String> states, Supplier<String> state) {
    for (String each : states) {
      gauge(
          "kizuki.streams.state",
          Tags.of("state", each),
          state,
          now -> flag(now.get().equals(each)),
          "1 for the state that Kafka Streams is in");
    }
  }

  /** A gauge of the images that wait in Kafka. */
  public void lag(DoubleSupplier images) {
    gauge(
        "kizuki.lag",
        Tags.empty(),
        images,
        DoubleSupplier::getAsDouble,
        "Images in Kafka that the whole consumer group has not scored yet; NaN while Kafka does not"
            + " answer");
  }

  /**
   * A gauge of a certificate file.
   *
   * @param expiry seconds since 1970
   */
  public void certificate(String file, DoubleSupplier expiry) {
    Gauge.builder("kizuki.certificate.expiry.timestamp", expiry, DoubleSupplier::getAsDouble)
        .tag("file", file)
        .baseUnit("seconds")
        .description(
            "When the first certificate of a file expires, since 1970; NaN if it cannot be read")
        .strongReference(true)
        .register(registry);
  }

  /** Gauges of each model, instead of those before; the tags of one of them say which it is. */
  public void models(Collection<ModelDescription> models) {
    modelGauges.register(models);
  }

  /**
   * Records one look at the model files.
   *
   * @param taken files that took over
   * @param refused files that were refused
   * @param refusedNow files whose present content is refused
   */
  public void modelUpdate(int taken, int refused, int refusedNow) {
    modelsRefused.set(refusedNow);
    modelUpdates("taken").increment(taken);
    modelUpdates("refused").increment(refused);
  }

  private Counter modelUpdates(String result) {
    return Counter.builder("kizuki.model.updates")
        .tag("result", result)
        .description("Model files that were written again, and took over or were refused")
        .register(registry);
  }

  /** Meters of the canary of one model. */
  public CanaryMeters canary(String model) {
    return canaries.computeIfAbsent(model, name -> new CanaryMeters(registry, name));
  }

  /** Forgets when canaries of other models last came back: there are none of them any more. */
  public void canariesOnlyOf(Set<String> models) {
    canaries
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !models.contains(entry.getKey());
              if (gone) {
                registry.remove(entry.getValue().lastSuccess());
              }
              return gone;
            });
  }

  /** An image came from MQTT. */
  public void received(String device, int bytes, long arrivedMs) {
    received.increment();
    imageBytes.record(bytes);
    devices.arrived(device, arrivedMs);
  }

  /** An image was not taken by Kafka. */
  public void bridgeFailure() {
    bridgeFailures.increment();
  }

  /**
   * An alert reached the MQTT broker.
   *
   * @param arrivedMs when its image came, milliseconds since 1970
   */
  public void alertPublished(long arrivedMs) {
    alertsPublished.increment();
    alertLatency.record(
        Latencies.clampedMs(System.currentTimeMillis() - arrivedMs), TimeUnit.MILLISECONDS);
  }

  /** So long a stage took. */
  public void took(Stage stage, long nanoseconds) {
    Objects.requireNonNull(stages.get(stage)).record(nanoseconds, TimeUnit.NANOSECONDS);
  }

  /** A batch went through decoding and the model. */
  public void scoredBatch(int images) {
    batch.record(images);
  }

  /** An image was rejected. */
  public void rejected(RejectionReason reason) {
    Objects.requireNonNull(rejected.get(reason)).increment();
  }

  /** A device left out so many numbers before its latest image. */
  public void missing(long images) {
    missing.increment((double) images);
  }

  /** A device used a number again, or MQTT delivered an image again. */
  public void repeated() {
    repeated.increment();
  }

  /**
   * The topology has an image's verdict.
   *
   * @param arrivedMs when it came from MQTT, milliseconds since 1970
   * @param capturedAt when it was taken, if the device says so
   */
  public void judged(
      String device, ModelVerdict judged, long arrivedMs, @Nullable Instant capturedAt) {
    Verdict verdict = judged.verdict();
    if (verdict instanceof Verdict.Rejected image) {
      rejected(image.rejection().reason());
    } else if (verdict instanceof Verdict.Scored scored && judged.model() != null) {
      ModelMeters meters = byModel.computeIfAbsent(judged.model().name(), this::modelMeters);
      boolean anomalous = scored instanceof Verdict.Anomalous;
      (anomalous ? meters.anomalous : meters.normal).increment();
      Score score = scored.score();
      meters.score.record(score.relative());
      devices.scored(device, score.relative(), anomalous);
    }
    long scoredMs = judged.scoredAt().toEpochMilli();
    sinceArrival.record(Latencies.clampedMs(scoredMs - arrivedMs), TimeUnit.MILLISECONDS);
    if (capturedAt != null) {
      sinceCapture.record(Latencies.clamped(Duration.between(capturedAt, judged.scoredAt())));
    }
  }

  private ModelMeters modelMeters(String model) {
    return new ModelMeters(
        scoredCounter(model, "normal"),
        scoredCounter(model, "anomalous"),
        DistributionSummary.builder("kizuki.score")
            .tag("model", model)
            // percent, because Micrometer rounds what it sorts into buckets up to whole numbers
            .baseUnit("percent")
            .scale(100)
            .description("distance / threshold in percent: above 100 is anomalous")
            .serviceLevelObjectives(SCORE_PERCENTS)
            .register(registry));
  }

  private Counter scoredCounter(String model, String verdict) {
    return Counter.builder("kizuki.images.scored")
        .tags("model", model, "verdict", verdict)
        .description("Images that were scored")
        .register(registry);
  }
}
