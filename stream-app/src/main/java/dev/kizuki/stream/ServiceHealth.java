package dev.kizuki.stream;

import dev.kizuki.stream.metrics.Health;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.streams.KafkaStreams.State;
import org.jspecify.annotations.Nullable;

/**
 * Derives the answers of the health checks from the states of the parts.
 *
 * @param streams the state of Kafka Streams
 * @param refused whether Kafka refuses the credentials of a stream thread
 * @param bridge whether the bridge is connected and subscribed
 * @param alerts whether alerts can be published; null if alerts go to Kafka only
 */
record ServiceHealth(
    Supplier<State> streams,
    BooleanSupplier refused,
    BooleanSupplier bridge,
    @Nullable BooleanSupplier alerts) {

  /** Whether the process should keep running. If not, only a restart helps. */
  Health live() {
    State state = streams.get();
    boolean ok = state != State.ERROR && state != State.PENDING_ERROR && state != State.NOT_RUNNING;
    return new Health(ok, "streams " + state);
  }

  /** Whether images are taken, judged and their alerts published; the detail says what is not. */
  Health ready() {
    State state = streams.get();
    boolean isRefused = refused.getAsBoolean();
    boolean streaming = (state == State.RUNNING || state == State.REBALANCING) && !isRefused;
    boolean bridging = bridge.getAsBoolean();
    boolean alerting = alerts == null || alerts.getAsBoolean();
    return new Health(
        streaming && bridging && alerting,
        "streams %s, bridge %s, alerts %s"
            .formatted(
                isRefused ? "refused by Kafka" : state,
                connected(bridging),
                alerts == null ? "off" : connected(alerting)));
  }

  private static String connected(boolean is) {
    return is ? "connected" : "not connected";
  }
}
