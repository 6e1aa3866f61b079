package dev.kizuki.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.event.ImageEvent;
import dev.kizuki.stream.event.LimitOwner;
import dev.kizuki.stream.incident.IncidentEvent;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.Judgement;
import dev.kizuki.stream.incident.OperatorAction;
import dev.kizuki.stream.limit.DeviceLimit;
import dev.kizuki.stream.limit.DeviceLimit.State;
import dev.kizuki.stream.limit.LimitAction;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits on the topics of Kafka Streams, from a burn-in to the alerts under it. */
class LimitTopologyTest {
  private final LimitRun limits = new LimitRun(TestModels.MNIST_ZERO, /* measures= */ false);
  private final TopologyRun run = limits.topology;

  @AfterEach
  void close() {
    limits.close();
  }

  @Test
  void aDeviceLearnsWaitsAndThenHasItsOwnLimit() {
    limits.anomalous("camera-1", TopologyRun.BURN_IN);
    assertThat(run.alerts())
        .hasSize(TopologyRun.BURN_IN)
        .allMatch(alert -> alert.data().limit() == LimitOwner.MODEL);
    DeviceLimit waiting = limits.limit("camera-1");
    assertThat(waiting.state()).isEqualTo(State.WAITING);
    assertThat(waiting.line()).isEqualTo("line");
    assertThat(waiting.unusual()).hasSize(8);
    limits.calm("camera-1");
    limits.act("camera-1", LimitAction.Type.CONFIRM);
    DeviceLimit confirmed = limits.limit("camera-1");
    assertThat(confirmed.refused()).isNull();
    assertThat(confirmed.state()).isEqualTo(State.CONFIRMED);
    assertThat(confirmed.falseAlarmRate()).isEqualTo(0.05);
    limits.anomalous("camera-1", 50);
    List<ImageEvent> alerts = run.alerts();
    assertThat(alerts)
        .hasSizeLessThan(15)
        .allMatch(alert -> alert.data().limit() == LimitOwner.DEVICE)
        .allMatch(alert -> Objects.equals(confirmed.threshold(), alert.data().threshold()));
  }

  @Test
  void aNewDeviceOfTheLineStartsWithTheLineLimit() {
    limits.anomalous("camera-1", TopologyRun.BURN_IN);
    limits.calm("camera-1");
    limits.act("camera-1", LimitAction.Type.CONFIRM);
    run.alerts();
    limits.anomalous("camera-2", 50);
    assertThat(run.alerts())
        .hasSizeLessThan(15)
        .allMatch(alert -> alert.data().limit() == LimitOwner.LINE);
  }

  @Test
  void aDroppedLimitCountsNoLonger() {
    limits.anomalous("camera-1", TopologyRun.BURN_IN);
    limits.calm("camera-1");
    limits.act("camera-1", LimitAction.Type.CONFIRM);
    limits.act("camera-1", LimitAction.Type.DROP);
    assertThat(limits.limit("camera-1").state()).isEqualTo(State.WAITING);
    run.alerts();
    limits.anomalous("camera-1", 1);
    assertThat(run.alerts())
        .singleElement()
        .satisfies(alert -> assertThat(alert.data().limit()).isEqualTo(LimitOwner.MODEL));
  }

  @Test
  void anActiveIncidentForbidsToConfirm() {
    limits.anomalous("camera-1", TopologyRun.BURN_IN);
    limits.act("camera-1", LimitAction.Type.CONFIRM);
    DeviceLimit refused = limits.limit("camera-1");
    assertThat(refused.state()).isEqualTo(State.WAITING);
    assertThat(refused.refused()).contains("anomaly");
  }

  @Test
  void anIncidentThatIsJudgedFalseForbidsNothing() {
    limits.anomalous("camera-1", TopologyRun.BURN_IN);
    IncidentEvent raised =
        IncidentJson.read(run.output("incidents").readValue(), IncidentEvent.class);
    run.input("actions")
        .pipeInput(
            "camera-1",
            IncidentJson.write(
                new OperatorAction(
                    "judgement",
                    raised.data().incident().id(),
                    OperatorAction.Type.JUDGE,
                    "anna",
                    Instant.EPOCH,
                    null,
                    null,
                    null,
                    Judgement.Verdict.FALSE)));
    limits.act("camera-1", LimitAction.Type.CONFIRM);
    DeviceLimit confirmed = limits.limit("camera-1");
    assertThat(confirmed.refused()).isNull();
    assertThat(confirmed.state()).isEqualTo(State.CONFIRMED);
  }

  @Test
  void aDeviceLearnsAnew() {
    limits.anomalous("camera-1", TopologyRun.BURN_IN);
    limits.act("camera-1", LimitAction.Type.LEARN);
    DeviceLimit begun = limits.limit("camera-1");
    assertThat(begun.state()).isEqualTo(State.LEARNING);
    assertThat(begun.images()).isZero();
    assertThat(begun.by()).isEqualTo("anna");
  }

  @Test
  void anActionOnAnUnknownDeviceIsCounted() {
    limits.act("nobody", LimitAction.Type.CONFIRM);
    assertThat(run.output("limits").isEmpty()).isTrue();
    assertThat(
            run.registry.get("kizuki.operator.actions").tag("outcome", "unknown").counter().count())
        .isEqualTo(1);
  }

  private double devices(State state) {
    return run.registry
        .get("kizuki.device.limits")
        .tag("state", state.name().toLowerCase(Locale.ROOT))
        .gauge()
        .value();
  }

  @Test
  void theDevicesAreCountedByTheStateOfTheirLimit() {
    assertThat(run.registry.find("kizuki.device.limits").gauge()).isNull();
    TestModels.metrics(run.registry).limits().bind(run.known::count);
    limits.anomalous("camera-1", 1);
    limits.anomalous("camera-2", TopologyRun.BURN_IN);
    assertThat(devices(State.LEARNING)).isEqualTo(1);
    assertThat(devices(State.WAITING)).isEqualTo(1);
    assertThat(devices(State.CONFIRMED)).isZero();
    limits.calm("camera-2");
    limits.act("camera-2", LimitAction.Type.CONFIRM);
    assertThat(devices(State.LEARNING)).isEqualTo(1);
    assertThat(devices(State.WAITING)).isZero();
    assertThat(devices(State.CONFIRMED)).isEqualTo(1);
  }

  @Test
  void aDamagedLimitIsIgnored() {
    run.input("limits").pipeInput("camera-1", new byte[] {'{'});
    limits.anomalous("camera-1", 1);
    assertThat(run.alerts()).hasSize(1);
  }
}
