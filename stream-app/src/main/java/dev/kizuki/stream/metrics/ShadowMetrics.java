package dev.kizuki.stream.metrics;

import dev.kizuki.stream.event.ImageEvent.ModelReference;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Metrics of shadows: how their verdicts and times differ from those of the models. */
public final class ShadowMetrics {
  private static final double NANOS_PER_SECOND = 1e9;

  private final MeterRegistry registry;
  private final Map<Pair, Meters> byPair = new ConcurrentHashMap<>();

  /** A model and its shadow, by their digests. */
  private record Pair(String model, String shadow) {}

  ShadowMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Says which of the two models calls an image anomalous. */
  public enum Outcome {
    BOTH("both"),
    ONLY_MODEL("model"),
    ONLY_SHADOW("shadow"),
    NEITHER("neither"),
    /** The model or its shadow gave no score. */
    UNSCORED("unscored");

    private final String tag;

    Outcome(String tag) {
      this.tag = tag;
    }
  }

  /**
   * The time that a model took for some images.
   *
   * @param nanos the time in the model, in nanoseconds
   */
  public record Effort(int images, long nanos) {}

  /**
   * The counts of a model and its shadow since the start.
   *
   * @param modelMicros the mean time of the model for one image, in microseconds; NaN before the
   *     first image
   * @param shadowMicros the same of the shadow
   */
  public record Totals(
      long both,
      long onlyModel,
      long onlyShadow,
      long neither,
      long unscored,
      double modelMicros,
      double shadowMicros) {
    /** The images that both scored. */
    public long scored() {
      return both + onlyModel + onlyShadow + neither;
    }
  }

  /** Counts an image that a model and its shadow judged. */
  public void compared(ModelReference model, ModelReference shadow, Outcome outcome) {
    Objects.requireNonNull(meters(model, shadow).outcomes.get(outcome)).increment();
  }

  /** Records the times of a model and of its shadow. */
  public void inferred(
      ModelReference model, ModelReference shadow, Effort ofModel, Effort ofShadow) {
    Meters meters = meters(model, shadow);
    meters.ofModel.add(ofModel);
    meters.ofShadow.add(ofShadow);
  }

  /** Counts images that the shadow failed to score. */
  public void failed(ModelReference model, ModelReference shadow, int images) {
    meters(model, shadow).failed.increment(images);
  }

  /** Returns the counts of a model and its shadow, which their digests name. */
  public Totals totals(String model, String shadow) {
    Meters meters = byPair.get(new Pair(model, shadow));
    return meters == null
        ? new Totals(0, 0, 0, 0, 0, Double.NaN, Double.NaN)
        : new Totals(
            meters.count(Outcome.BOTH),
            meters.count(Outcome.ONLY_MODEL),
            meters.count(Outcome.ONLY_SHADOW),
            meters.count(Outcome.NEITHER),
            meters.count(Outcome.UNSCORED),
            meters.ofModel.micros(),
            meters.ofShadow.micros());
  }

  private Meters meters(ModelReference model, ModelReference shadow) {
    Pair pair = new Pair(model.sha256(), shadow.sha256());
    Meters known = byPair.get(pair);
    return known != null
        ? known
        : byPair.computeIfAbsent(pair, any -> new Meters(model.name(), shadow.version()));
  }

  /** The meters of one model and its shadow. */
  private final class Meters {
    private final Map<Outcome, Tally> outcomes = new EnumMap<>(Outcome.class);
    private final Counter failed;
    private final Efforts ofModel;
    private final Efforts ofShadow;

    Meters(String model, String version) {
      for (Outcome outcome : Outcome.values()) {
        outcomes.put(
            outcome,
            new Tally(
                Counter.builder("kizuki.shadow.images")
                    .tags("model", model, "shadow", version, "anomalous", outcome.tag)
                    .description(
                        "Images that a model and its shadow judged, by which of them calls the"
                            + " image anomalous")
                    .register(registry)));
      }
      failed =
          Counter.builder("kizuki.shadow.failures")
              .tags("model", model, "shadow", version)
              .description("Images that a shadow failed to score")
              .register(registry);
      ofModel = new Efforts(model, version, "model");
      ofShadow = new Efforts(model, version, "shadow");
    }

    long count(Outcome outcome) {
      return Objects.requireNonNull(outcomes.get(outcome)).sum.sum();
    }
  }

  /** A counter that can be read. */
  private record Tally(Counter counter, LongAdder sum) {
    Tally(Counter counter) {
      this(counter, new LongAdder());
    }

    void increment() {
      counter.increment();
      sum.increment();
    }
  }

  /** The times of one of the two models. */
  private final class Efforts {
    private final LongAdder images = new LongAdder();
    private final LongAdder nanos = new LongAdder();
    private final Counter imageCounter;
    private final Counter secondCounter;

    Efforts(String model, String version, String of) {
      secondCounter =
          Counter.builder("kizuki.shadow.inference")
              .tags("model", model, "shadow", version, "of", of)
              .baseUnit("seconds")
              .description("Time in a model that has a shadow, and in the shadow")
              .register(registry);
      imageCounter =
          Counter.builder("kizuki.shadow.inferred")
              .tags("model", model, "shadow", version, "of", of)
              .baseUnit("images")
              .description("Images of the times in kizuki_shadow_inference_seconds_total")
              .register(registry);
    }

    void add(Effort effort) {
      images.add(effort.images);
      nanos.add(effort.nanos);
      imageCounter.increment(effort.images);
      secondCounter.increment(effort.nanos / NANOS_PER_SECOND);
    }

    double micros() {
      return nanos.sum() / 1000.0 / images.sum();
    }
  }
}
