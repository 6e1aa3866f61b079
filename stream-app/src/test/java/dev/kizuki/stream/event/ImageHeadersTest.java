package dev.kizuki.stream.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class ImageHeadersTest {
  private final Headers headers = new RecordHeaders();

  @Test
  void textIsReadBackAsItWasSet() {
    ImageHeaders.set(headers, ImageHeaders.MQTT_TOPIC, "デバイス/カメラ 1/é");
    assertThat(ImageHeaders.text(headers, ImageHeaders.MQTT_TOPIC)).contains("デバイス/カメラ 1/é");
  }

  @Test
  void textIsWrittenInUtf8() {
    ImageHeaders.set(headers, "key", "é");
    assertThat(headers.lastHeader("key").value()).containsExactly(0xc3, 0xa9);
  }

  @Test
  void setReplacesAllEarlierValues() {
    headers.add("key", "first".getBytes(UTF_8));
    headers.add("key", "second".getBytes(UTF_8));
    headers.add("other", "kept".getBytes(UTF_8));
    ImageHeaders.set(headers, "key", "third");
    assertThat(headers.headers("key")).hasSize(1);
    assertThat(ImageHeaders.text(headers, "key")).contains("third");
    assertThat(ImageHeaders.text(headers, "other")).contains("kept");
  }

  @Test
  void aHeaderThatIsMissingHasNoText() {
    assertThat(ImageHeaders.text(headers, "key")).isEmpty();
  }

  @Test
  void aHeaderWithoutAValueHasNoText() {
    headers.add("key", null);
    assertThat(ImageHeaders.text(headers, "key")).isEmpty();
  }

  @Test
  void anEmptyHeaderIsEmptyText() {
    headers.add("key", new byte[0]);
    assertThat(ImageHeaders.text(headers, "key")).contains("");
  }

  @Test
  void theLastOfSeveralHeadersCounts() {
    headers.add("key", "first".getBytes(UTF_8));
    headers.add("key", "last".getBytes(UTF_8));
    assertThat(ImageHeaders.text(headers, "key")).contains("last");
  }

  @Test
  void bytesThatAreNotUtf8BecomeReplacementCharacters() {
    headers.add("key", new byte[] {'a', (byte) 0xff, 'b', (byte) 0xc3});
    assertThat(ImageHeaders.text(headers, "key")).contains("a\ufffdb\ufffd");
  }

  @Test
  void theTimeOfCaptureIsReadWhateverItsFormat() {
    assertThat(ImageHeaders.captureTime(headers, 0)).isEmpty();
    ImageHeaders.set(headers, ImageHeaders.CAPTURED_AT, "2026-01-02T03:04:05+0900");
    Instant captured = Instant.parse("2026-01-01T18:04:05Z");
    assertThat(ImageHeaders.captureTime(headers, captured.toEpochMilli()))
        .contains(new CaptureTime(captured, null));
    assertThat(ImageHeaders.captureTime(headers, 0))
        .contains(new CaptureTime(null, CaptureTime.Flaw.OUT_OF_RANGE));
  }
}
