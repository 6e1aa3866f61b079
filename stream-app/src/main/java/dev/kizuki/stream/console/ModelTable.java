package dev.kizuki.stream.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.kizuki.stream.event.ModelEvent;
import dev.kizuki.stream.feedback.Precision;
import dev.kizuki.stream.incident.ServiceStatus;
import dev.kizuki.stream.incident.ServiceStatus.ModelStatus;
import dev.kizuki.stream.status.ModelSum;
import java.time.Instant;
import java.util.List;
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
      Precision precision) {
    static Row of(ModelSum sum, Precision precision) {
      return new Row(
          sum.model(),
          sum.instances(),
          sum.measured(),
          sum.low(),
          sum.high(),
          sum.since(),
          precision);
    }
  }

  Answer answer(List<ModelEvent> events) {
    List<Row> rows =
        ModelSum.of(services).stream()
            .map(sum -> Row.of(sum, judged.ofModel(sum.model().sha256())))
            .toList();
    return new Answer(rows, events);
  }
}
