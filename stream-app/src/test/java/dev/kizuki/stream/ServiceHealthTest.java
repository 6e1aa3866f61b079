package dev.kizuki.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.metrics.Health;
import java.util.EnumSet;
import java.util.Set;
import org.apache.kafka.streams.KafkaStreams.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ServiceHealthTest {
  private static final Set<State> DEAD =
      EnumSet.of(State.ERROR, State.PENDING_ERROR, State.NOT_RUNNING);
  private static final Set<State> JUDGING = EnumSet.of(State.RUNNING, State.REBALANCING);

  private static ServiceHealth health(
      State streams, boolean refused, boolean bridge, boolean alerts) {
    return new ServiceHealth(() -> streams, () -> refused, () -> bridge, () -> alerts);
  }

  @ParameterizedTest
  @EnumSource(State.class)
  void isLiveUntilKafkaStreamsHasEnded(State state) {
    Health live = health(state, false, true, true).live();
    assertThat(live.ok()).isEqualTo(!DEAD.contains(state));
    assertThat(live.detail()).isEqualTo("streams " + state);
  }

  @ParameterizedTest
  @EnumSource(State.class)
  void isReadyWhileKafkaStreamsRunsOrRebalances(State state) {
    Health ready = health(state, false, true, true).ready();
    assertThat(ready.ok()).isEqualTo(JUDGING.contains(state));
    assertThat(ready.detail())
        .isEqualTo("streams %s, bridge connected, alerts connected".formatted(state));
  }

  @ParameterizedTest
  @EnumSource(State.class)
  void aLostBrokerNeverMakesTheServiceDead(State state) {
    assertThat(health(state, true, false, false).live())
        .isEqualTo(health(state, false, true, true).live());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "RUNNING     | false | true  | true  | true  | streams RUNNING, bridge connected, alerts connected",
        "RUNNING     | false | true  | false | false | streams RUNNING, bridge connected, alerts not connected",
        "RUNNING     | false | false | true  | false | streams RUNNING, bridge not connected, alerts connected",
        "RUNNING     | false | false | false | false | streams RUNNING, bridge not connected, alerts not connected",
        "RUNNING     | true  | true  | true  | false | streams refused by Kafka, bridge connected, alerts connected",
        "REBALANCING | true  | true  | true  | false | streams refused by Kafka, bridge connected, alerts connected",
        "ERROR       | false | true  | true  | false | streams ERROR, bridge connected, alerts connected",
        "ERROR       | true  | false | false | false | streams refused by Kafka, bridge not connected, alerts not connected",
      })
  void eachPartMustBeReady(
      State streams, boolean refused, boolean bridge, boolean alerts, boolean ok, String detail) {
    assertThat(health(streams, refused, bridge, alerts).ready()).isEqualTo(new Health(ok, detail));
  }

  @Test
  void alertsThatAreOffDoNotCount() {
    ServiceHealth health =
        new ServiceHealth(() -> State.RUNNING, () -> false, () -> true, /* alerts= */ null);
    assertThat(health.ready())
        .isEqualTo(new Health(true, "streams RUNNING, bridge connected, alerts off"));
  }
}
