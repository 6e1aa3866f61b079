package dev.kizuki.stream.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    assertThat(ImageHeaders.instant(headers, "key")).isEmpty();
  }

  @Test
  void aHeaderWithoutAValueHasNoText() {
    headers.add("key", null);
    assertThat(ImageHeaders.text(headers, "key")).isEmpty();
    assertThat(ImageHeaders.instant(headers, "key")).isEmpty();
  }

  @Test
  void anEmptyHeaderIsEmptyText() {
    headers.add("key", new byte[0]);
    assertThat(ImageHeaders.text(headers, "key")).contains("");
    assertThat(ImageHeaders.instant(headers, "key")).isEmpty();
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
    assertThat(ImageHeaders.instant(headers, "key")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00Z",
        "2026-01-02T03:04:05.678Z",
        "2026-01-02T03:04:05.123456789Z",
        "2016-12-31T23:59:59Z",
        "-1000000000-01-01T00:00:00Z",
        "+1000000000-12-31T23:59:59.999999999Z"
      })
  void anInstantIsReadBackAsItWasSet(String text) {
    ImageHeaders.set(headers, ImageHeaders.CAPTURED_AT, text);
    assertThat(ImageHeaders.instant(headers, ImageHeaders.CAPTURED_AT))
        .hasValueSatisfying(instant -> assertThat(instant.toString()).isEqualTo(text));
  }

  @Test
  void anOffsetIsConvertedToUtc() {
    ImageHeaders.set(headers, ImageHeaders.CAPTURED_AT, "2026-01-02T03:04:05+09:00");
    assertThat(ImageHeaders.instant(headers, ImageHeaders.CAPTURED_AT))
        .contains(Instant.parse("2026-01-01T18:04:05Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "yesterday",
        "1767323045",
        "2026-01-02",
        "2026-01-02T03:04:05",
        "2026-02-30T00:00:00Z",
        "2026-01-02T25:00:00Z",
        " 2026-01-02T03:04:05Z",
        "+1000000001-01-01T00:00:00Z",
        "-1000000001-01-01T00:00:00Z",
        "+99999999999-01-01T00:00:00Z"
      })
  void textThatIsNoInstantIsIgnored(String text) {
    ImageHeaders.set(headers, ImageHeaders.CAPTURED_AT, text);
    assertThat(ImageHeaders.instant(headers, ImageHeaders.CAPTURED_AT)).isEmpty();
  }
}
