package dev.kizuki.stream.metrics;

import dev.kizuki.stream.limit.DeviceLimit.State;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.function.ToIntFunction;

/** Metrics of the limits of devices. */
public final class LimitMetrics {
  private final MeterRegistry registry;

  LimitMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * Registers one gauge for each state of a limit. Without this call there is none.
   *
   * @param devices gives the number of devices whose limit is in a state
   */
  public void bind(ToIntFunction<State> devices) {
    for (State state : State.values()) {
      Gauges.number(
          registry,
          "kizuki.device.limits",
          Tags.of("state", state.name().toLowerCase(Locale.ROOT)),
          () -> devices.applyAsInt(state),
          "Devices by the state of their own limit; each instance counts all devices of the service,"
              + " so take the max over the instances, not the sum");
    }
  }
}
