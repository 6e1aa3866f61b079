package dev.kizuki.stream.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageSenderTest {
  private static Headers canary(String index) {
    Headers headers = new RecordHeaders();
    headers.add(ImageHeaders.CANARY, index.getBytes(UTF_8));
    return headers;
  }

  @Test
  void theHeaderMakesACanaryAndTheNameDoesNot() {
    assertThat(ImageSender.of("camera-1", canary("2")))
        .isEqualTo(new ImageSender.Canary("camera-1", 2));
    assertThat(ImageSender.of("kizuki-canary.0.line1", new RecordHeaders()))
        .isEqualTo(new ImageSender.Device("kizuki-canary.0.line1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-1", "1.5", "1000000", "99999999999999999999"})
  void aHeaderThatIsNoIndexMakesNoCanary(String index) {
    assertThat(ImageSender.of("camera-1", canary(index)))
        .isEqualTo(new ImageSender.Device("camera-1"));
  }
}
