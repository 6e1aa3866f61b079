package dev.kizuki.stream.models;

import dev.kizuki.stream.lifecycle.Periodic;
import dev.kizuki.stream.metrics.ModelMetrics;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Looks for changed model files and repeats the self-test of the models that serve. Both run on one
 * thread, so a self-test never runs during a swap.
 */
public final class ModelWatch implements AutoCloseable {
  private static final Duration SELF_TEST_PERIOD = Duration.ofMinutes(1);

  private final ServedModels models;
  private final ModelMetrics metrics;
  private final boolean updates;
  private final Due updateDue;
  private final Due selfTestDue;
  private final Duration pause;
  private final Periodic thread;

  /**
   * @param interval the pause between two looks at the files; zero: never look
   */
  public ModelWatch(ServedModels models, ModelMetrics metrics, Duration interval) {
    this(models, metrics, interval, System::nanoTime);
  }

  ModelWatch(ServedModels models, ModelMetrics metrics, Duration interval, LongSupplier nanoTime) {
    this.models = models;
    this.metrics = metrics;
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
    if (updates && updateDue.isNow()) {
      update();
    }
    if (selfTestDue.isNow()) {
      models.selfTest();
    }
  }

  private void update() {
    ServedModels.Update update = models.update();
    metrics.updated(update.taken(), update.refused(), models.refused());
    if (update.taken() > 0) {
      metrics.describe(models.descriptions());
    }
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
