package dev.kizuki.stream.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.event.CaptureTime.Flaw;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureTimeTest {
  private static final Instant ARRIVED = Instant.parse("2026-01-02T03:04:06Z");

  private static CaptureTime read(String text) {
    return CaptureTime.read(text, ARRIVED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2026-01-02T03:04:05Z           | 2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05.678Z       | 2026-01-02T03:04:05.678Z",
        "2026-01-02T03:04:05.123456789Z | 2026-01-02T03:04:05.123456789Z",
        "2026-01-02t03:04:05z           | 2026-01-02T03:04:05Z",
        "2026-01-02 03:04:05Z           | 2026-01-02T03:04:05Z",
        "2026-01-02 03:04:05,5 Z        | 2026-01-02T03:04:05.5Z",
        "2026-01-02T03:04Z              | 2026-01-02T03:04:00Z",
        "2026-01-02T04:04:05+01:00      | 2026-01-02T03:04:05Z",
        "2026-01-02T04:04:05+0100       | 2026-01-02T03:04:05Z",
        "2026-01-02T04:04:05.25+0100    | 2026-01-02T03:04:05.25Z",
        "2026-01-02T04:04:05+01         | 2026-01-02T03:04:05Z",
        "2026-01-01T21:34:05-05:30      | 2026-01-02T03:04:05Z",
        "2026-01-01T21:34:05-0530       | 2026-01-02T03:04:05Z",
        "2026-01-02 04:04:05 +0100      | 2026-01-02T03:04:05Z",
        "2026-01-02 04:04:05 +01:00     | 2026-01-02T03:04:05Z",
        "2016-12-31T23:59:60Z           | 2016-12-31T23:59:59Z",
        "1767323045                     | 2026-01-02T03:04:05Z",
        "1767323045.678                 | 2026-01-02T03:04:05.678Z",
        "1767323045.123456789123        | 2026-01-02T03:04:05.123456789Z",
        "1767323045678                  | 2026-01-02T03:04:05.678Z",
        "1767323045678.25               | 2026-01-02T03:04:05.678250Z",
        "1.767323045678E12              | 2026-01-02T03:04:05.678Z",
        "1.767323045678E9               | 2026-01-02T03:04:05.678Z",
        "+1767323045                    | 2026-01-02T03:04:05Z",
        "1767323045.                    | 2026-01-02T03:04:05Z",
        "0                              | 1970-01-01T00:00:00Z",
        "1970-01-01T00:00:00Z           | 1970-01-01T00:00:00Z",
        "2026-01-03T03:04:06Z           | 2026-01-03T03:04:06Z",
      })
  void readsATimeAsDevicesWriteIt(String text, String instant) {
    assertThat(read(" " + text + "\n")).isEqualTo(new CaptureTime(Instant.parse(instant), null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-02T03:04:05",
        "2026-01-02 03:04:05",
        "2026-01-02T03:04:05.000",
        "2026-01-02T03:04:05,0"
      })
  void aTimeWithoutAZoneIsUtc(String text) {
    assertThat(read(text))
        .isEqualTo(new CaptureTime(Instant.parse("2026-01-02T03:04:05Z"), Flaw.WITHOUT_ZONE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "+1000000000-12-31T23:59:59.999999999Z",
        "-1000000000-01-01T00:00:00Z",
        "1969-12-31T23:59:59Z",
        "1969-12-31T23:59:59",
        "2026-01-03T03:04:06.000000001Z",
        "9999-12-31T23:59:59",
        "-1",
        "-0.5",
        "99999999999",
        "31556889864403199999999",
        "1e300",
        "9223372036854775807",
        "1767323045678901",
      })
  void aTimeFarFromTheArrivalIsIgnored(String text) {
    assertThat(read(text)).isEqualTo(new CaptureTime(null, Flaw.OUT_OF_RANGE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "yesterday",
        "now",
        "NaN",
        "1e9999",
        "0x10",
        "2026-01-02",
        "03:04:05",
        "2026-02-30T00:00:00Z",
        "2026-02-30T00:00:00",
        "2026-01-02T25:00:00Z",
        "2026-01-02T03:04:05+99:00",
        "2026-01-02T03:04:05 CET",
        "2026/01/02 03:04:05",
        "+1000000001-01-01T00:00:00Z",
        "+99999999999-01-01T00:00:00Z",
      })
  void textThatIsNoTimeIsIgnored(String text) {
    assertThat(read(text)).isEqualTo(new CaptureTime(null, Flaw.UNREADABLE));
  }

  @Test
  void aLongTextIsNotRead() {
    assertThat(read("1".repeat(1000)).flaw()).isEqualTo(Flaw.UNREADABLE);
  }

  @Test
  void noTextCausesAnException() {
    Random random = new Random(3);
    String characters = "0123456789+-:.,TZ eE";
    for (int i = 0; i < 100_000; i++) {
      StringBuilder text = new StringBuilder(i % 2 == 0 ? "2026-01-02T03:04:05+01:00" : "17673");
      for (int changes = random.nextInt(5); changes >= 0; changes--) {
        char other = characters.charAt(random.nextInt(characters.length()));
        text.setCharAt(random.nextInt(text.length()), other);
      }
      CaptureTime time = read(text.toString());
      assertThat(time.instant() == null)
          .isEqualTo(time.flaw() != null && time.flaw() != Flaw.WITHOUT_ZONE);
    }
  }
}
