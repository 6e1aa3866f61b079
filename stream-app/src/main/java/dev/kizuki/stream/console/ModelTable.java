package dev.kizuki.stream.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.kizuki.model.RateInterval;
import dev.kizuki.stream.event.ModelEvent;
import dev.kizuki.stream.feedback.Precision;
import dev.kizuki.stream.incident.ServiceStatus;
import dev.kizuki.stream.incident.ServiceStatus.ModelStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
            x.calibration()),
        instances,
        a.since().isBefore(b.since()) ? a.since() : b.since());
  }

  private static List<Long> sum(List<Long> a, List<Long> b) {
    List<Long> sums = new ArrayList<>();
    for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
      sums.add((i < a.size() ? a.get(i) : 0) + (i < b.size() ? b.get(i) : 0));
    }
    return sums;
  }
}
