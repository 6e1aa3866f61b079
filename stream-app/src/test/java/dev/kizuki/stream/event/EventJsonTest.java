package dev.kizuki.stream.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.stream.event.ImageEvent.Data;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

class EventJsonTest {
  private static ImageEvent event(String device, double distance, Instant scoredAt) {
    return ImageEvent.of(
        device + "/1",
        URI.create("/kizuki/plant"),
        ImageEvent.NORMAL,
        new Data(
            device,
            new ModelReference("parts", "3", "ab".repeat(32)),
            distance,
            10,
            distance / 10,
            0.5,
            null,
            scoredAt,
            scoredAt,
            new ImageReference("device-images", 0, Long.MAX_VALUE, 1, "cd".repeat(32))));
  }

  private static String json(ImageEvent event) {
    return new String(EventJson.write(event), UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00Z",
        "2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05.100Z",
        "2026-01-02T03:04:05.000001Z",
        "2026-01-02T03:04:05.123456789Z",
        "+10000-01-01T00:00:00Z",
        "-1000000000-01-01T00:00:00Z",
        "+1000000000-12-31T23:59:59.999999999Z"
      })
  void instantsAreIso8601InUtcWithAllTheirDigits(String text) {
    ImageEvent event = event("camera-1", 1, Instant.parse(text));
    assertThat(json(event)).contains("\"time\":\"" + text + "\"", "\"scoredAt\":\"" + text + "\"");
    assertThat(EventJson.read(EventJson.write(event))).isEqualTo(event);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-300, 0.1, 15.537218093872070, 1e17, Double.MAX_VALUE})
  void numbersAreReadBackExactly(double distance) {
    ImageEvent event = event("camera-1", distance, Instant.EPOCH);
    assertThat(EventJson.read(EventJson.write(event))).isEqualTo(event);
  }

  @ParameterizedTest
  @ValueSource(strings = {"カメラ", "a\"b", "a\\b", "a\nb", "😀"})
  void anyNameOfADeviceIsReadBack(String device) {
    ImageEvent event = event(device, 1, Instant.EPOCH);
    assertThat(EventJson.read(EventJson.write(event))).isEqualTo(event);
  }

  @Test
  void theAttributesComeInTheOrderOfTheSpecification() {
    assertThat(json(event("camera-1", 1, Instant.EPOCH)))
        .matches(
            "\\{\"specversion\":\"1.0\",\"id\":.*,\"source\":.*,\"type\":.*,\"subject\":.*,"
                + "\"time\":.*,\"datacontenttype\":\"application/json\",\"data\":\\{.*}}");
  }

  @Test
  void theSubjectIsTheDeviceAndTheTimeIsTheScoring() {
    Instant scoredAt = Instant.parse("2026-01-02T03:04:05.678Z");
    ImageEvent event = event("camera-1", 1, scoredAt);
    assertThat(event.subject()).isEqualTo("camera-1");
    assertThat(event.time()).isEqualTo(scoredAt);
    assertThat(event.specversion()).isEqualTo("1.0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "1", "hello", "{\"specversion\":\"1.0\"}", "{\"id\":"})
  void refusesWhatIsNoEvent(String json) {
    assertThatThrownBy(() -> EventJson.read(json.getBytes(UTF_8)))
        .isInstanceOf(JacksonException.class);
  }

  @Test
  void refusesAnInstantThatIsOutOfRange() {
    String json = json(event("camera-1", 1, Instant.EPOCH));
    byte[] broken =
        json.replace("1970-01-01T00:00:00Z", "+1000000001-01-01T00:00:00Z").getBytes(UTF_8);
    assertThatThrownBy(() -> EventJson.read(broken)).isInstanceOf(JacksonException.class);
  }
}
