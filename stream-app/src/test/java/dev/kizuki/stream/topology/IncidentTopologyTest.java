package dev.kizuki.stream.topology;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.incident.DeviceStatus;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentEvent;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.incident.OperatorAction;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Incidents on the topics of Kafka Streams, from images to events and back from the operators. */
class IncidentTopologyTest {
  private final TopologyRun run = new TopologyRun("*", /* watches= */ true);
  private final TestOutputTopic<String, byte[]> incidents = run.output("incidents");
  private final TestOutputTopic<String, byte[]> devices = run.output("devices");
  private final TestInputTopic<String, byte[]> actions =
      run.driver.createInputTopic("actions", new StringSerializer(), new ByteArraySerializer());

  @AfterEach
  void close() {
    run.close();
  }

  private List<IncidentEvent> events() {
    return incidents.readValuesToList().stream()
        .map(json -> IncidentJson.read(json, IncidentEvent.class))
        .toList();
  }

  @Test
  void anAnomalousImageIsAnAlertAndAnIncident() {
    run.send("line1/camera-1", TestModels.cross(), TopologyRun.headers());
    assertThat(run.alerts()).hasSize(1);
    TestRecord<String, byte[]> record = incidents.readRecord();
    Incident raised = IncidentJson.read(record.value(), IncidentEvent.class).data().incident();
    assertThat(record.key()).isEqualTo("line1/camera-1/" + raised.id());
    assertThat(record.headers().lastHeader(ImageHeaders.CONTENT_TYPE).value())
        .asString()
        .isEqualTo("application/cloudevents+json");
    assertThat(requireNonNull(raised.worst()).image().topic()).isEqualTo("images");
  }

  @Test
  void aNormalImageWritesNoIncident() {
    run.send("camera-1", TestModels.ring(), TopologyRun.headers());
    assertThat(events()).isEmpty();
  }

  @Test
  void anActionOnTheTopicOfActionsReachesTheIncident() {
    run.send("camera-1", TestModels.cross(), TopologyRun.headers());
    Incident raised = events().get(0).data().incident();
    actions.pipeInput(
        "camera-1",
        IncidentJson.write(
            new OperatorAction(
                "1",
                raised.id(),
                OperatorAction.Type.ACKNOWLEDGE,
                "anna",
                Instant.EPOCH,
                null,
                null,
                null,
                null)));
    assertThat(events())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.type()).isEqualTo("dev.kizuki.incident.acknowledged");
              assertThat(requireNonNull(event.data().incident().acknowledged()).by())
                  .isEqualTo("anna");
            });
  }

  @Test
  void manyDevicesOfALineBecomeAGroupThroughTheTopicOfActions() {
    for (int camera = 1; camera <= 3; camera++) {
      run.send("camera-" + camera, TestModels.cross(), TopologyRun.headers());
    }
    assertThat(events().stream().map(event -> event.data().incident().kind()))
        .contains(IncidentKind.GROUP);
  }

  @Test
  void theStatusOfADeviceFollowsWithinASecond() {
    run.send("camera-1", TestModels.ring(), TopologyRun.headers());
    run.send("camera-2", new byte[0], TopologyRun.headers());
    run.driver.advanceWallClockTime(Duration.ofSeconds(1));
    assertThat(devices.readValuesToList())
        .extracting(json -> IncidentJson.read(json, DeviceStatus.class))
        .extracting(DeviceStatus::device, DeviceStatus::verdict, DeviceStatus::rejection)
        .containsExactlyInAnyOrder(
            tuple("camera-1", "normal", null), tuple("camera-2", "rejected", "empty"));
  }

  @Test
  void aCanaryRaisesNothing() {
    run.send("canary", TestModels.cross(), TopologyRun.headers(ImageHeaders.CANARY, "0"));
    run.driver.advanceWallClockTime(Duration.ofSeconds(2));
    assertThat(incidents.isEmpty()).isTrue();
    assertThat(devices.isEmpty()).isTrue();
  }
}
