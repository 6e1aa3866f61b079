package dev.kizuki.stream.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.kizuki.model.RateInterval;
import dev.kizuki.stream.event.ModelEvent;
import dev.kizuki.stream.feedback.Precision;
import dev.kizuki.stream.incident.ServiceStatus;
import dev.kizuki.stream.incident.ServiceStatus.ModelStatus;
import dev.kizuki.stream.incident.ServiceStatus.ShadowStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The models that serve, each with the counts of all instances added up. */
record ModelTable(List<ServiceStatus> services, JudgedTable judged) {
  /**
   * The models that serve.
   *
   * @param events the latest changes of models, the newest first
   */
  record Answer(
      @JsonProperty(required = true) List<Row> models,
      @JsonProperty(required = true) List<ModelEvent> events) {}

  /**
   * One model.
   *
   * @param measured the share of anomalous images; null before the first image
   * @param low the lower end of its 95 % interval by Clopper and Pearson (1934)
   * @param precision the measured precision of the incidents about the product that it raised
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Row(
      @JsonUnwrapped ModelStatus model,
      List<String> instances,
      @Nullable Double measured,
      @Nullable Double low,
      @Nullable Double high,
      Instant since,
      @Nullable Precision precision) {

    private Row with(Precision measuredPrecision) {
      return new Row(model, instances, measured, low, high, since, measuredPrecision);
    }
  }

  Answer answer(List<ModelEvent> events) {
    Map<List<String>, Row> rows = new LinkedHashMap<>();
    for (ServiceStatus service : services) {
      for (ModelStatus model : service.models()) {
        rows.merge(
            List.of(model.sha256(), model.devices()),
            row(model, List.of(service.instance()), service.startedAt()),
            ModelTable::sum);
      }
    }
    return new Answer(
        rows.values().stream().map(row -> row.with(judged.ofModel(row.model().sha256()))).toList(),
        events);
  }

  private static Row row(ModelStatus model, List<String> instances, Instant since) {
    long n = model.scored();
    long k = model.anomalous();
    if (n <= 0 || k < 0 || k > n) {
      return new Row(model, instances, null, null, null, since, null);
    }
    RateInterval interval = RateInterval.of(k, n);
    return new Row(model, instances, interval.rate(), interval.low(), interval.high(), since, null);
  }

  private static Row sum(Row a, Row b) {
    ModelStatus x = a.model();
    ModelStatus y = b.model();
    List<String> instances = new ArrayList<>(a.instances());
    instances.addAll(b.instances());
    return row(
        new ModelStatus(
            x.name(),
            x.version(),
            x.sha256(),
            x.devices(),
            x.width(),
            x.height(),
            x.threshold(),
            x.falseAlarmRate(),
            x.passedSelfTest() && y.passedSelfTest(),
            x.scored() + y.scored(),
            x.anomalous() + y.anomalous(),
            sum(x.scores(), y.scores()),
            x.calibration(),
            x.file(),
            x.returned() == null ? y.returned() : x.returned(),
            sum(x.shadow(), y.shadow())),
        instances,
        a.since().isBefore(b.since()) ? a.since() : b.since());
  }

  /** The counts of two instances added up; if they have different shadows, those of the first. */
  private static @Nullable ShadowStatus sum(@Nullable ShadowStatus a, @Nullable ShadowStatus b) {
    if (a == null || b == null || !Objects.equals(a.sha256(), b.sha256())) {
      return a == null ? b : a;
    }
    return new ShadowStatus(
        a.file(),
        a.scores() && b.scores(),
        a.problem() == null ? b.problem() : a.problem(),
        a.name(),
        a.version(),
        a.sha256(),
        a.threshold(),
        a.falseAlarmRate(),
        a.share(),
        a.scored() + b.scored(),
        a.both() + b.both(),
        a.onlyModel() + b.onlyModel(),
        a.onlyShadow() + b.onlyShadow(),
        a.unscored() + b.unscored(),
        mean(a.modelMicros(), a.scored(), b.modelMicros(), b.scored()),
        mean(a.shadowMicros(), a.scored(), b.shadowMicros(), b.scored()));
  }

  private static @Nullable Double mean(@Nullable Double a, long n, @Nullable Double b, long m) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return n + m == 0 ? a : (a * n + b * m) / (n + m);
  }

  private static List<Long> sum(List<Long> a, List<Long> b) {
    List<Long> sums = new ArrayList<>();
    for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
      sums.add((i < a.size() ? a.get(i) : 0) + (i < b.size() ? b.get(i) : 0));
    }
    return sums;
  }
}
