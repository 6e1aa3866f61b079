package dev.kizuki.stream.incident;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.event.ImageEvent;
import dev.kizuki.stream.event.ImageEvent.Data;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * After a downgrade, the service reads what the later version wrote to topics and stores. A later
 * version may add keys, and changes the meaning of none.
 */
class LaterVersionTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** What the topics and the stores hold. */
  static Stream<Object> written() {
    Incident incident = TestIncidents.acknowledged("a1", "line1-camera1", "yuki");
    LineMember member = new LineMember("line1-camera1", "a1", true, TestIncidents.RAISED);
    return Stream.of(
        incident,
        TestIncidents.event(IncidentChange.ACKNOWLEDGED, incident),
        new LineState(List.of(member), "g1", null),
        member,
        new DeviceMemory(7, 8, Map.of(), List.of(), null, null),
        new OperatorAction(
            "id",
            "a1",
            OperatorAction.Type.ACKNOWLEDGE,
            "yuki",
            TestIncidents.RAISED,
            "seen",
            null,
            null,
            null));
  }

  /** Adds an unknown key to this object and to all objects in it, except to maps by kind. */
  private static JsonNode withLaterKeys(JsonNode node) {
    if (node.isArray()) {
      node.values().forEach(LaterVersionTest::withLaterKeys);
    }
    node.properties().stream()
        .filter(property -> !property.getKey().equals("latest"))
        .forEach(property -> withLaterKeys(property.getValue()));
    return node instanceof ObjectNode object ? object.put("addedLater", 1) : node;
  }

  private static byte[] ofLaterVersion(byte[] json) {
    byte[] later = JSON.writeValueAsBytes(withLaterKeys(JSON.readTree(json)));
    assertThat(new String(later, UTF_8)).contains("addedLater");
    return later;
  }

  @ParameterizedTest
  @MethodSource("written")
  void readsWhatALaterVersionWrote(Object value) {
    byte[] json = IncidentJson.write(value);

    assertThat(IncidentJson.read(ofLaterVersion(json), value.getClass())).isEqualTo(value);
  }

  @Test
  void readsAnAlertOfALaterVersion() {
    ImageEvent alert =
        ImageEvent.of(
            "line1-camera1/1",
            URI.create("/kizuki/plant"),
            ImageEvent.NORMAL,
            new Data(
                "line1-camera1",
                new ModelReference("parts", "3", "ab".repeat(32)),
                5,
                10,
                0.5,
                0.5,
                null,
                TestIncidents.RAISED,
                TestIncidents.RAISED,
                new ImageReference("device-images", 0, 1, 1, "cd".repeat(32))));

    assertThat(EventJson.read(ofLaterVersion(EventJson.write(alert)))).isEqualTo(alert);
  }
}
