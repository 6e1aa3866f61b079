package dev.kizuki.stream.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/** Metrics of the images that this instance takes in the place of silent instances. */
public final class StandInMetrics {
  private final Counter taken;
  private final Counter begun;
  private final Counter takenBack;
  private volatile int sessions;
  private volatile int unattended;

  StandInMetrics(MeterRegistry registry) {
    taken =
        Counter.builder("kizuki.standin.images")
            .description("Images taken from MQTT through the sessions of silent instances")
            .register(registry);
    begun =
        Counter.builder("kizuki.standin.begun")
            .description("Sessions of silent instances that this instance took over")
            .register(registry);
    takenBack =
        Counter.builder("kizuki.standin.taken.back")
            .description(
                "Sessions that another client took from this instance while it stood in: the"
                    + " instance that returned, or another stand-in")
            .register(registry);
    Gauges.number(
        registry,
        "kizuki.standin.sessions",
        Tags.empty(),
        () -> sessions,
        "Sessions of silent instances that this instance has taken over now");
    Gauges.number(
        registry,
        "kizuki.mqtt.sessions.unattended",
        Tags.empty(),
        () -> unattended,
        "Silent instances in whose place nobody takes images now; the broker keeps them");
  }

  /** Counts an image taken through the session of a silent instance. */
  public void taken() {
    taken.increment();
  }

  /** Counts a session that this instance begins to take over. */
  public void begun() {
    begun.increment();
  }

  /** Counts a session that another client took from this instance. */
  public void takenBack() {
    takenBack.increment();
  }

  /**
   * Records the sessions of silent instances.
   *
   * @param sessions those that this instance has taken over
   * @param unattended those that nobody has
   */
  public void now(int sessions, int unattended) {
    this.sessions = sessions;
    this.unattended = unattended;
  }
}
