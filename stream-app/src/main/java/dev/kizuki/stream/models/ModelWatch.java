package dev.kizuki.stream.models;

import dev.kizuki.stream.lifecycle.Periodic;
import dev.kizuki.stream.metrics.ModelMetrics;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Looks for changed model files, repeats the self-test of the models that serve, and lets a
 * previous model come back. All of this runs on one thread, so a self-test never runs during a
 * swap.
 */
public final class ModelWatch implements AutoCloseable {
  private static final Duration SELF_TEST_PERIOD = Duration.ofMinutes(1);

  private final ServedModels models;
  private final ModelMetrics metrics;
  private final Consumer<ModelChange> events;
  private final boolean updates;
  private final Due updateDue;
  private final Due selfTestDue;
  private final Duration pause;
  private final Periodic thread;

  /**
   * @param interval the pause between two looks at the files; zero: never look
   * @param events gets each change of a model
   */
  public ModelWatch(
      ServedModels models, ModelMetrics metrics, Duration interval, Consumer<ModelChange> events) {
    this(models, metrics, interval, events, System::nanoTime);
  }

  ModelWatch(
      ServedModels models,
      ModelMetrics metrics,
      Duration interval,
      Consumer<ModelChange> events,
      LongSupplier nanoTime) {
    this.models = models;
    this.metrics = metrics;
    this.events = events;
    updates = !interval.isZero();
    updateDue = new Due(interval, nanoTime);
    selfTestDue = new Due(SELF_TEST_PERIOD, nanoTime);
    pause = updates && interval.compareTo(SELF_TEST_PERIOD) < 0 ? interval : SELF_TEST_PERIOD;
    thread = new Periodic("models", pause, this::look);
  }

  /** Starts the thread. The first look is one pause later. */
  public void start() {
    thread.start(pause);
  }

  /** The pause between two calls of {@link #look}. */
  Duration pause() {
    return pause;
  }

  /** Does what is due. */
  void look() {
    List<ServedModel> before = models.all();
    ServedModels.Update update =
        updates && updateDue.isNow() ? models.update() : new ServedModels.Update(0, 0);
    if (selfTestDue.isNow()) {
      models.selfTest();
    }
    models.guard();
    metrics.updated(update.taken(), update.refused(), models.refused(), models.returned());
    if (models.all() != before) {
      metrics.describe(models.descriptions());
    }
    models.changes().forEach(events);
  }

  /** Ends the thread. It must end before the models are closed. */
  @Override
  public void close() {
    thread.close();
  }

  /** Something that is due once in a period. */
  private static final class Due {
    private final long toleratedNanos;
    private final LongSupplier nanoTime;
    private long last;

    Due(Duration period, LongSupplier nanoTime) {
      // the pause between two looks is never exact
      this.toleratedNanos = period.toNanos() / 10 * 9;
      this.nanoTime = nanoTime;
      this.last = nanoTime.getAsLong();
    }

    boolean isNow() {
      long now = nanoTime.getAsLong();
      if (now - last < toleratedNanos) {
        return false;
      }
      last = now;
      return true;
    }
  }
}
