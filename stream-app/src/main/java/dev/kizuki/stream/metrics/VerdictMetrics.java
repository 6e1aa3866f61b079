package dev.kizuki.stream.metrics;

import dev.kizuki.image.RejectionReason;
import dev.kizuki.scoring.Score;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.event.CaptureTime.Flaw;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.event.ModelVerdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Metrics of the verdicts on images, and of the devices' sequence numbers. */
public final class VerdictMetrics {
  private static final double[] SCORE_PERCENTS = {
    20, 40, 50, 55, 60, 65, 70, 75, 80, 85, 90, 95, 100, 105, 110, 125, 150, 200, 300, 500, 1000
  };

  private final MeterRegistry registry;
  private final RejectionMetrics rejections;
  private final DeviceMetrics devices;
  private final Map<String, ModelMeters> byModel = new ConcurrentHashMap<>();
  private final Timer sinceArrival;
  private final Timer sinceCapture;
  private final Counter missing;
  private final Counter outOfOrder;
  private final Counter repeated;
  private final VerdictTotals totals = new VerdictTotals();
  private final Map<Flaw, Counter> flawedCaptureTimes = new EnumMap<>(Flaw.class);

  /** The meters of one model. */
  private record ModelMeters(Counter normal, Counter anomalous, DistributionSummary score) {}

  VerdictMetrics(MeterRegistry registry, RejectionMetrics rejections, DeviceMetrics devices) {
    this.registry = registry;
    this.rejections = rejections;
    this.devices = devices;
    sinceArrival = latency("arrival");
    sinceCapture = latency("capture");
    missing =
        Counter.builder("kizuki.images.missing")
            .description(
                "Images whose sequence number did not arrive within 10 s after a later one")
            .register(registry);
    outOfOrder =
        Counter.builder("kizuki.images.out.of.order")
            .description(
                "Images that came into Kafka behind a later image of their device, by at most 10 s")
            .register(registry);
    repeated =
        Counter.builder("kizuki.images.repeated")
            .description("Images with a sequence number that their device had used before")
            .register(registry);
    for (Flaw flaw : Flaw.values()) {
      flawedCaptureTimes.put(
          flaw,
          Counter.builder("kizuki.capture.time.flaws")
              .tag("flaw", flaw.code())
              .description(
                  "Images whose captured-at has no time zone and is taken as UTC, or is ignored"
                      + " because it is unreadable or out of range")
              .register(registry));
    }
  }

  private Timer latency(String since) {
    return Timer.builder("kizuki.latency")
        .tag("since", since)
        .description(
            "Time until an image was scored: since its arrival over MQTT, and since its capture by"
                + " the device's clock, if the device sends that")
        .serviceLevelObjectives(Latencies.buckets())
        .register(registry);
  }

  /**
   * Records the verdict on an image.
   *
   * @param arrivedMs its arrival over MQTT, milliseconds since 1970
   * @param capturedAt its capture by the device's clock; null if the device does not say
   */
  public void judged(
      String device, ModelVerdict verdict, long arrivedMs, @Nullable Instant capturedAt) {
    if (verdict.verdict() instanceof Verdict.Rejected image) {
      rejections.rejected(image.rejection().reason());
      totals.rejected();
    } else if (verdict.verdict() instanceof Verdict.Scored scored && verdict.model() != null) {
      scored(device, verdict.model(), scored);
    }
    long scoredMs = verdict.scoredAt().toEpochMilli();
    sinceArrival.record(Latencies.clampedMs(scoredMs - arrivedMs), TimeUnit.MILLISECONDS);
    if (capturedAt != null) {
      sinceCapture.record(Latencies.clamped(Duration.between(capturedAt, verdict.scoredAt())));
    }
  }

  private void scored(String device, ModelReference model, Verdict.Scored scored) {
    ModelMeters meters = byModel.computeIfAbsent(model.name(), this::modelMeters);
    boolean anomalous = scored instanceof Verdict.Anomalous;
    (anomalous ? meters.anomalous : meters.normal).increment();
    Score score = scored.score();
    meters.score.record(score.relative());
    devices.scored(device, score.relative(), anomalous);
    totals.scored(model.sha256(), score.relative(), anomalous);
  }

  /** The numbers of verdicts since the start. */
  public VerdictTotals totals() {
    return totals;
  }

  /** The recent latencies from the arrival of an image to its verdict. */
  public RecentLatency recentLatency() {
    return new RecentLatency(sinceArrival);
  }

  private ModelMeters modelMeters(String model) {
    return new ModelMeters(
        scoredCounter(model, "normal"),
        scoredCounter(model, "anomalous"),
        DistributionSummary.builder("kizuki.score")
            .tag("model", model)
            // percent: Micrometer rounds bucketed values up to whole numbers
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

  /** Counts an image that is rejected after it was judged. */
  public void rejected(RejectionReason reason) {
    rejections.rejected(reason);
  }

  /** Counts a rejected image that is too large for the topic of rejected images. */
  public void lost() {
    rejections.lost();
  }

  /** Counts an image that came behind a later image of its device. */
  public void outOfOrder() {
    outOfOrder.increment();
  }

  /** Counts sequence numbers of a device that did not come. */
  public void missing(long images) {
    missing.increment((double) images);
  }

  /** Counts an image whose time of capture is not usable as it is. */
  public void flawedCaptureTime(Flaw flaw) {
    Objects.requireNonNull(flawedCaptureTimes.get(flaw)).increment();
  }

  /** Counts an image with a sequence number that its device had used before. */
  public void repeated() {
    repeated.increment();
  }
}
