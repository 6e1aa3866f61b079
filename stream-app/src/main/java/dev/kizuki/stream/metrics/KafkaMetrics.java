package dev.kizuki.stream.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/** The state of Kafka Streams and the lag of its consumer group. */
public final class KafkaMetrics {
  private final MeterRegistry registry;

  KafkaMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * Registers one gauge for each state of Kafka Streams.
   *
   * @param states the names of all states
   * @param state supplies the name of the present state
   */
  public void bindState(Iterable<String> states, Supplier<String> state) {
    for (String each : states) {
      Gauges.flag(
          registry,
          "kizuki.streams.state",
          Tags.of("state", each),
          () -> state.get().equals(each),
          "1 for the state that Kafka Streams is in");
    }
  }

  /**
   * Registers the gauge of the lag.
   *
   * @param images records that the group has not committed; NaN if unknown
   */
  public void bindLag(DoubleSupplier images) {
    Gauges.number(
        registry,
        "kizuki.lag",
        Tags.empty(),
        images,
        "Images in Kafka that the whole consumer group has not scored yet; NaN while Kafka does not"
            + " answer");
  }
}
