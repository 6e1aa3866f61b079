package dev.kizuki.stream.status;

import dev.kizuki.model.Calibration;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.stream.incident.ServiceStatus;
import dev.kizuki.stream.incident.ServiceStatus.ModelStatus;
import dev.kizuki.stream.incident.ServiceStatus.ShadowStatus;
import dev.kizuki.stream.metrics.CanaryMetrics;
import dev.kizuki.stream.metrics.Health;
import dev.kizuki.stream.metrics.RecentLatency;
import dev.kizuki.stream.metrics.ScoreTally;
import dev.kizuki.stream.metrics.ShadowMetrics;
import dev.kizuki.stream.metrics.VerdictMetrics;
import dev.kizuki.stream.metrics.VerdictTotals;
import dev.kizuki.stream.models.ServedModel;
import dev.kizuki.stream.models.ServedModels;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects the status of this instance. Not thread-safe. */
public final class ServiceFacts {
  private final String instance;
  private final String version;
  private final Instant startedAt;
  private final ServedModels models;
  private final VerdictTotals totals;
  private final ShadowMetrics shadows;
  private final RecentLatency latency;
  private final CanaryMetrics canaries;
  private final Supplier<Health> health;
  private final LongSupplier lag;
  private final Supplier<ServiceStatus.ImageSource> source;

  /**
   * @param instance the MQTT client identifier
   * @param health whether the service is ready
   * @param lag the images that wait in Kafka; negative if not known
   * @param source how this instance takes images from MQTT
   */
  public ServiceFacts(
      String instance,
      String version,
      Instant startedAt,
      ServedModels models,
      VerdictMetrics verdicts,
      ShadowMetrics shadows,
      CanaryMetrics canaries,
      Supplier<Health> health,
      LongSupplier lag,
      Supplier<ServiceStatus.ImageSource> source) {
    this.instance = instance;
    this.version = version;
    this.startedAt = startedAt;
    this.models = models;
    this.totals = verdicts.totals();
    this.shadows = shadows;
    this.latency = verdicts.recentLatency();
    this.canaries = canaries;
    this.health = health;
    this.lag = lag;
    this.source = source;
  }

  /** The status now. */
  public ServiceStatus status(Instant now) {
    Health ready = health.get();
    OptionalDouble p99Ms = latency.p99Ms();
    return new ServiceStatus(
        instance,
        version,
        startedAt,
        now,
        ready.ok(),
        ready.detail(),
        lag.getAsLong(),
        totals.images(),
        totals.anomalous(),
        totals.rejectedImages(),
        p99Ms.isPresent() ? p99Ms.getAsDouble() : null,
        canaries.lastPassed().orElse(null),
        models.all().stream().map(this::model).toList(),
        source.get());
  }

  private ModelStatus model(ServedModel served) {
    Preprocessing shape = served.model().metadata().preprocessing();
    String sha256 = served.reference().sha256();
    List<Long> scores = totals.tally(sha256).counts();
    return new ModelStatus(
        served.reference().name(),
        served.reference().version(),
        sha256,
        served.devices(),
        shape.width(),
        shape.height(),
        served.threshold().distance(),
        served.threshold().falseAlarmRate(),
        served.passedSelfTest(),
        scores.stream().mapToLong(Long::longValue).sum(),
        totals.anomalous(sha256),
        scores,
        calibration(served.model().metadata().calibration(), served.threshold().distance()),
        served.file().toString(),
        models.returned(served.file()).orElse(null),
        served.shadowFile().map(file -> shadow(file, served)).orElse(null));
  }

  private ShadowStatus shadow(Path file, ServedModel model) {
    ServedModel shadow = model.shadow().orElse(null);
    String problem = model.shadowProblem();
    ShadowMetrics.Totals compared =
        shadows.totals(
            model.reference().sha256(), shadow == null ? "" : shadow.reference().sha256());
    return new ShadowStatus(
        file.toString(),
        problem.isEmpty(),
        problem.isEmpty() ? null : problem,
        shadow == null ? null : shadow.reference().name(),
        shadow == null ? null : shadow.reference().version(),
        shadow == null ? null : shadow.reference().sha256(),
        shadow == null ? null : shadow.threshold().distance(),
        shadow == null ? null : shadow.threshold().falseAlarmRate(),
        model.shadowShare(),
        compared.scored(),
        compared.both(),
        compared.onlyModel(),
        compared.onlyShadow(),
        compared.unscored(),
        known(compared.modelMicros()),
        known(compared.shadowMicros()));
  }

  private static @Nullable Double known(double value) {
    return Double.isNaN(value) ? null : value;
  }

  private static List<Long> calibration(Calibration calibration, double threshold) {
    ScoreTally tally = new ScoreTally();
    for (float distance : calibration.distances()) {
      tally.add(distance / threshold);
    }
    return tally.counts();
  }
}
