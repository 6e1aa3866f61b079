package dev.kizuki.stream.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {
  private static final Instant NOW = Instant.parse("2026-11-29T08:00:00Z");
  private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");

  @ParameterizedTest
  @CsvSource({
    "2026-11-29T07:30:00Z, 2026-11-29T07:30:00Z",
    "2026-11-29T07:30Z, 2026-11-29T07:30:00Z",
    "2026-11-29T07:30:00.250Z, 2026-11-29T07:30:00.250Z",
    "2026-11-29T07:30+02:00, 2026-11-29T05:30:00Z",
    "2026-11-29T07:30, 2026-11-28T22:30:00Z",
    "2026-11-29 07:30:15, 2026-11-28T22:30:15Z",
    "2026-11-29, 2026-11-28T15:00:00Z",
    "now, 2026-11-29T08:00:00Z",
    "2h, 2026-11-29T06:00:00Z",
    "1d, 2026-11-28T08:00:00Z",
    "1h30m, 2026-11-29T06:30:00Z",
    "PT10M, 2026-11-29T07:50:00Z",
    "0, 2026-11-29T08:00:00Z"
  })
  void readsTimesAsPeopleWriteThem(String text, Instant expected) {
    assertThat(Times.parse(text, NOW, TOKYO)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "yesterday", "2026-13-01", "2026-11-29T25:00", "-2h", "12", "9999999999999d"})
  void refusesEverythingElse(String text) {
    assertThatThrownBy(() -> Times.parse(text, NOW, TOKYO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be a time such as")
        .hasMessageContaining("was '" + text + "'");
  }

  @Test
  void ignoresSpacesAround() {
    assertThat(Times.parse(" 2h ", NOW, TOKYO)).isEqualTo(NOW.minusSeconds(7200));
  }
}
