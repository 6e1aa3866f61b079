package dev.kizuki.stream.metrics;

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
import java.util.function.Function;
import java.util.stream.Stream;

/** What is to be known of the models that serve. */
final class ModelGauges {
  private final MeterRegistry registry;
  private final Map<String, MultiGauge> gauges = new HashMap<>();

  ModelGauges(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Gauges of each model, instead of those before; the tags of one of them say which it is. */
  void register(Collection<ModelDescription> models) {
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
        "The share of normal images that the threshold promises to call anomalous at most",
        models,
        model -> List.of(Row.of(name(model), () -> model.threshold().falseAlarmRate())));
    gauge(
        "kizuki.model.selftest.passed",
        "1 while the model reproduces its golden images; they are scored anew each minute",
        models,
        model -> List.of(Row.of(name(model), () -> model.passesSelfTest().getAsBoolean() ? 1 : 0)));
    gauge(
        "kizuki.model.calibration.score",
        "Scores of the calibration images, to hold the present scores against",
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
