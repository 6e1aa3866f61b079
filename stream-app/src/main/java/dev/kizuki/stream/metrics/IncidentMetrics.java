package dev.kizuki.stream.metrics;

import dev.kizuki.stream.feedback.Judged;
import dev.kizuki.stream.incident.IncidentChange;
import dev.kizuki.stream.incident.IncidentKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;

/** Metrics of incidents and of the operators' actions. */
public final class IncidentMetrics {
  private final Map<IncidentKind, Map<IncidentChange, Counter>> changes =
      new EnumMap<>(IncidentKind.class);
  private final Map<IncidentKind, AtomicInteger> active = new EnumMap<>(IncidentKind.class);
  private final Map<ActionOutcome, Counter> actions = new EnumMap<>(ActionOutcome.class);
  private final Counter heldBack;
  private final JudgedCounts judged;
  private final DriftMetrics drift;

  /** The outcome of an operator's action. */
  public enum ActionOutcome {
    /** It changed an incident. */
    APPLIED,
    /** It was read before. */
    REPEATED,
    /** No such incident is kept. */
    UNKNOWN,
    /** It could not be read. */
    MALFORMED
  }

  /**
   * @param mostLines the most lines that get time series of their own
   */
  IncidentMetrics(MeterRegistry registry, int mostLines) {
    judged = new JudgedCounts(registry, mostLines);
    drift = new DriftMetrics(registry, mostLines);
    for (IncidentKind kind : IncidentKind.values()) {
      String name = kind.name().toLowerCase(Locale.ROOT);
      Map<IncidentChange, Counter> ofKind = new EnumMap<>(IncidentChange.class);
      for (IncidentChange change : IncidentChange.values()) {
        ofKind.put(
            change,
            Counter.builder("kizuki.incidents")
                .tags("kind", name, "change", change.name().toLowerCase(Locale.ROOT))
                .description("Events of incidents, by what happened")
                .register(registry));
      }
      changes.put(kind, ofKind);
      AtomicInteger count = new AtomicInteger();
      active.put(kind, count);
      Gauges.number(
          registry,
          "kizuki.incidents.active",
          Tags.of("kind", name),
          count::get,
          "Active incidents of the devices of this instance");
    }
    for (ActionOutcome outcome : ActionOutcome.values()) {
      actions.put(
          outcome,
          Counter.builder("kizuki.operator.actions")
              .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
              .description("Operators' actions on incidents, by what became of them")
              .register(registry));
    }
    heldBack =
        Counter.builder("kizuki.anomalies.held.back")
            .description("Anomalous images that raised no incident because the camera is at fault")
            .register(registry);
  }

  /** Counts an event of an incident. */
  public void changed(IncidentKind kind, IncidentChange change) {
    Objects.requireNonNull(Objects.requireNonNull(changes.get(kind)).get(change)).increment();
  }

  /** Adds to the number of active incidents; a negative number takes some away. */
  public void active(IncidentKind kind, int more) {
    Objects.requireNonNull(active.get(kind)).addAndGet(more);
  }

  /** Adds to the number of judged incidents; a negative number takes some away. */
  public void judged(Judged verdict, int more) {
    judged.add(verdict, more);
  }

  /** Counts an operator's action. */
  public void action(ActionOutcome outcome) {
    Objects.requireNonNull(actions.get(outcome)).increment();
  }

  /** Counts anomalous images that raise no incident because the camera is at fault. */
  public void heldBack(long images) {
    heldBack.increment((double) images);
  }

  /**
   * Records an image that a test for drift took.
   *
   * @param group the group of its device
   * @param level the evidence for a drift of the device, at least 1 for a drift
   * @param shift the shift of the mean latent code in standard deviations, if it is known
   */
  public void testedForDrift(String group, double pValue, double level, OptionalDouble shift) {
    drift.tested(group, pValue, level, shift);
  }
}
