package dev.kizuki.stream.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Stream;

/** Metrics of the models that serve, and of their updates. */
public final class ModelMetrics {
  private final MeterRegistry registry;
  private final AtomicInteger refusedNow = new AtomicInteger();
  private final AtomicInteger returnedNow = new AtomicInteger();
  private final Counter archiveFailures;
  private final Map<String, MultiGauge> gauges = new HashMap<>();

  ModelMetrics(MeterRegistry registry) {
    this.registry = registry;
    updates("taken");
    updates("refused");
    Gauges.number(
        registry,
        "kizuki.model.refused",
        Tags.empty(),
        refusedNow::get,
        "Model files whose present content was refused; an older model serves instead");
    Gauges.number(
        registry,
        "kizuki.model.returned",
        Tags.empty(),
        returnedNow::get,
        "Model files whose present content served and failed, so that the previous model came back");
    archiveFailures =
        Counter.builder("kizuki.model.archive.failures")
            .description("Attempts to write to the archive of models that failed")
            .register(registry);
  }

  /** Counts a write to the archive of models that failed. */
  public void archiveFailed() {
    archiveFailures.increment();
  }

  /** Registers the gauges of the models that serve now, and removes those of all others. */
  public void describe(Collection<ModelDescription> models) {
    gauge(
        "kizuki.model.info",
        "1 for each model that is served",
        models,
        model -> List.of(Row.of(name(model).and("sha256", model.reference().sha256()), () -> 1)));
    gauge(
        "kizuki.model.threshold",
        "The distance above which an image is anomalous",
        models,
        model -> List.of(Row.of(name(model), () -> model.threshold().distance())));
    gauge(
        "kizuki.model.false.alarm.rate",
        "The largest share of normal images that the threshold calls anomalous",
        models,
        model -> List.of(Row.of(name(model), () -> model.threshold().falseAlarmRate())));
    gauge(
        "kizuki.model.selftest.passed",
        "1 while the model reproduces its golden images; they are scored again each minute",
        models,
        model -> List.of(Row.of(name(model), () -> model.passesSelfTest().getAsBoolean() ? 1 : 0)));
    gauge(
        "kizuki.model.shadow",
        "1 while the shadow of a model scores, 0 if its file is missing, refused or fails",
        models,
        model -> {
          BooleanSupplier scores = model.shadowScores();
          return scores == null
              ? List.of()
              : List.of(Row.of(name(model), () -> scores.getAsBoolean() ? 1 : 0));
        });
    gauge(
        "kizuki.model.calibration.score",
        "Quantiles of the scores of the calibration images, to compare present scores with",
        models,
        model ->
            Stream.of(0.1, 0.25, 0.5, 0.75, 0.9)
                .<Row<?>>map(
                    p ->
                        Row.of(
                            name(model).and("quantile", Double.toString(p)),
                            model.calibration().quantile(p) / model.threshold().distance()))
                .toList());
  }

  /**
   * Records one look at the model files.
   *
   * @param taken models that were replaced
   * @param refused changed files that were refused
   * @param refusedInAll all files whose present content is refused
   * @param returnedInAll those of them whose content served before it was refused
   */
  public void updated(int taken, int refused, int refusedInAll, int returnedInAll) {
    refusedNow.set(refusedInAll);
    returnedNow.set(returnedInAll);
    updates("taken").increment(taken);
    updates("refused").increment(refused);
  }

  private Counter updates(String result) {
    return Counter.builder("kizuki.model.updates")
        .tag("result", result)
        .description("Model files with new content, by whether the model took over or was refused")
        .register(registry);
  }

  private static Tags name(ModelDescription model) {
    return Tags.of("model", model.reference().name(), "version", model.reference().version());
  }

  private void gauge(
      String name,
      String description,
      Collection<ModelDescription> models,
      Function<ModelDescription, List<Row<?>>> rows) {
    Set<Tags> taken = new HashSet<>();
    gauges
        .computeIfAbsent(
            name, any -> MultiGauge.builder(name).description(description).register(registry))
        .register(
            models.stream()
                .filter(model -> taken.add(name(model)))
                .flatMap(model -> rows.apply(model).stream())
                .toList(),
            true);
  }
}
