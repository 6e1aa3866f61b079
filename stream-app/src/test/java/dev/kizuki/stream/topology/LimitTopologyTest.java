package dev.kizuki.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.event.ImageEvent;
import dev.kizuki.stream.event.LimitOwner;
import dev.kizuki.stream.incident.IncidentEvent;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.Judgement;
import dev.kizuki.stream.incident.OperatorAction;
import dev.kizuki.stream.limit.DeviceLimit;
import dev.kizuki.stream.limit.DeviceLimit.State;
import dev.kizuki.stream.limit.LimitAction;
import dev.kizuki.stream.models.ServedModels;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits on the topics of Kafka Streams, from a burn-in to the alerts under it. */
class LimitTopologyTest {
  private final TopologyRun run =
      new TopologyRun(
          ServedModels.load(
              List.of(new ModelRule(TestModels.MNIST_ZERO, "*", 0.05, null, null, null))),
          /* watches= */ true);
  private final TestOutputTopic<String, byte[]> limits = run.output("limits");
  private final TestInputTopic<String, byte[]> actions =
      run.driver.createInputTopic("actions", new StringSerializer(), new ByteArraySerializer());
  private final Random random = new Random(1);
  private Instant at = TopologyRun.ARRIVED;

  @AfterEach
  void close() {
    run.close();
  }

  /** Sends crosses with noise, which the model calls anomalous. */
  private void burnIn(String device, int images) {
    for (int i = 0; i < images; i++) {
      byte[] image = TestModels.cross();
      for (int each = 0; each < 40; each++) {
        image[random.nextInt(image.length)] = (byte) random.nextInt(256);
      }
      at = at.plusSeconds(1);
      run.send(device, image, TopologyRun.headers(), at);
    }
  }

  private void act(String device, LimitAction.Type type) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(LimitAction.HEADER, new byte[0]);
    actions.pipeInput(
        new TestRecord<>(
            device,
            IncidentJson.write(
                new LimitAction(type + device + at, type, "anna", Instant.EPOCH, null, null)),
            headers));
  }

  private DeviceLimit last() {
    List<DeviceLimit> all =
        limits.readValuesToList().stream()
            .map(json -> IncidentJson.read(json, DeviceLimit.class))
            .toList();
    return all.get(all.size() - 1);
  }

  /** Clears the incident that the burn-in raised, by a normal image after a quiet minute. */
  private void calm(String device) {
    at = at.plusSeconds(120);
    run.send(device, TestModels.ring(), TopologyRun.headers(), at);
  }

  @Test
  void aDeviceLearnsWaitsAndThenHasItsOwnLimit() {
    burnIn("camera-1", TopologyRun.BURN_IN);
    assertThat(run.alerts())
        .hasSize(TopologyRun.BURN_IN)
        .allMatch(alert -> alert.data().limit() == LimitOwner.MODEL);
    DeviceLimit waiting = last();
    assertThat(waiting.state()).isEqualTo(State.WAITING);
    assertThat(waiting.line()).isEqualTo("line");
    assertThat(waiting.unusual()).hasSize(8);
    calm("camera-1");
    act("camera-1", LimitAction.Type.CONFIRM);
    DeviceLimit confirmed = last();
    assertThat(confirmed.refused()).isNull();
    assertThat(confirmed.state()).isEqualTo(State.CONFIRMED);
    assertThat(confirmed.falseAlarmRate()).isEqualTo(0.05);
    burnIn("camera-1", 50);
    List<ImageEvent> alerts = run.alerts();
    assertThat(alerts)
        .hasSizeLessThan(15)
        .allMatch(alert -> alert.data().limit() == LimitOwner.DEVICE)
        .allMatch(alert -> Objects.equals(confirmed.threshold(), alert.data().threshold()));
  }

  @Test
  void aNewDeviceOfTheLineStartsWithTheLineLimit() {
    burnIn("camera-1", TopologyRun.BURN_IN);
    calm("camera-1");
    act("camera-1", LimitAction.Type.CONFIRM);
    run.alerts();
    burnIn("camera-2", 50);
    assertThat(run.alerts())
        .hasSizeLessThan(15)
        .allMatch(alert -> alert.data().limit() == LimitOwner.LINE);
  }

  @Test
  void aDroppedLimitCountsNoLonger() {
    burnIn("camera-1", TopologyRun.BURN_IN);
    calm("camera-1");
    act("camera-1", LimitAction.Type.CONFIRM);
    act("camera-1", LimitAction.Type.DROP);
    assertThat(last().state()).isEqualTo(State.WAITING);
    run.alerts();
    burnIn("camera-1", 1);
    assertThat(run.alerts())
        .singleElement()
        .satisfies(alert -> assertThat(alert.data().limit()).isEqualTo(LimitOwner.MODEL));
  }

  @Test
  void anActiveIncidentForbidsToConfirm() {
    burnIn("camera-1", TopologyRun.BURN_IN);
    act("camera-1", LimitAction.Type.CONFIRM);
    DeviceLimit refused = last();
    assertThat(refused.state()).isEqualTo(State.WAITING);
    assertThat(refused.refused()).contains("anomaly");
  }

  @Test
  void anIncidentThatIsJudgedFalseForbidsNothing() {
    burnIn("camera-1", TopologyRun.BURN_IN);
    IncidentEvent raised =
        IncidentJson.read(run.output("incidents").readValue(), IncidentEvent.class);
    actions.pipeInput(
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
    act("camera-1", LimitAction.Type.CONFIRM);
    DeviceLimit confirmed = last();
    assertThat(confirmed.refused()).isNull();
    assertThat(confirmed.state()).isEqualTo(State.CONFIRMED);
  }

  @Test
  void aDeviceLearnsAnew() {
    burnIn("camera-1", TopologyRun.BURN_IN);
    act("camera-1", LimitAction.Type.LEARN);
    DeviceLimit begun = last();
    assertThat(begun.state()).isEqualTo(State.LEARNING);
    assertThat(begun.images()).isZero();
    assertThat(begun.by()).isEqualTo("anna");
  }

  @Test
  void anActionOnAnUnknownDeviceIsCounted() {
    act("nobody", LimitAction.Type.CONFIRM);
    assertThat(limits.isEmpty()).isTrue();
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
    burnIn("camera-1", 1);
    burnIn("camera-2", TopologyRun.BURN_IN);
    assertThat(devices(State.LEARNING)).isEqualTo(1);
    assertThat(devices(State.WAITING)).isEqualTo(1);
    assertThat(devices(State.CONFIRMED)).isZero();
    calm("camera-2");
    act("camera-2", LimitAction.Type.CONFIRM);
    assertThat(devices(State.LEARNING)).isEqualTo(1);
    assertThat(devices(State.WAITING)).isZero();
    assertThat(devices(State.CONFIRMED)).isEqualTo(1);
  }

  @Test
  void aDamagedLimitIsIgnored() {
    run.driver
        .createInputTopic("limits", new StringSerializer(), new ByteArraySerializer())
        .pipeInput("camera-1", new byte[] {'{'});
    burnIn("camera-1", 1);
    assertThat(run.alerts()).hasSize(1);
  }
}
