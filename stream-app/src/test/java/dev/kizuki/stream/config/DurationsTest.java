package dev.kizuki.stream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S",
    "30s, PT30S",
    "5m, PT5M",
    "1h30m, PT1H30M",
    "7d, P7D",
    "2w, P14D",
    "1d2h3m4s5ms, P1DT2H3M4.005S",
    "2 days, P2D",
    "1 day, P1D",
    "1 hour 30 minutes, PT1H30M",
    "90 sec, PT1M30S",
    "15 mins, PT15M",
    "1.5h, PT1H30M",
    "0.25s, PT0.25S",
    "5M, PT5M",
    "30 Seconds, PT30S",
    "'  30s  ', PT30S",
    "0, PT0S",
    "0.0, PT0S",
    "0s, PT0S",
    "-5m, PT-5M",
    "PT30S, PT30S",
    "P7D, P7D",
    "pt1h, PT1H",
    "-PT1S, PT-1S",
    "P1DT12H, PT36H",
  })
  void readsWhatPeopleWrite(String text, Duration expected) {
    assertThat(Durations.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "soon",
        "s",
        "5 m 5 m",
        "30s1h",
        "1h 1h",
        "1:30",
        "00:05:00",
        "5m,",
        "1,5h",
        "--5m",
        "5m-",
        "P",
        "PT",
        "P1M",
        "P1Y",
        "P1W",
        "5m foo",
        "１m"
      })
  void refusesWhatIsNoDuration(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "must be a duration such as 30s, 5m, 1h30m, 7d or 500ms, was '" + text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"30", "1.5", "-30", "+30"})
  void aNumberOtherThanZeroNeedsAUnit(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs a unit, as in %ss for seconds".formatted(text));
  }

  @ParameterizedTest
  @CsvSource({"1y, y", "2 months, months", "5 µs, ''", "100us, us", "1h30x, x"})
  void namesAnUnknownUnit(String text, String unit) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            unit.isEmpty() ? "must be a duration" : "has the unknown unit '" + unit + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"999999999999999999d", "999999999999999999w 1s"})
  void refusesWhatIsLongerThanADurationCanBe(String text) {
    assertThatThrownBy(() -> Durations.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is too long");
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0s",
    "PT0.5S, 500ms",
    "PT1.5S, 1s500ms",
    "PT0.0000015S, 0.0000015s",
    "PT30S, 30s",
    "PT5M, 5m",
    "PT90M, 1h30m",
    "P7D, 7d",
    "PT25H, 1d1h",
    "PT-1S, -1s",
    "PT65535S, 18h12m15s",
  })
  void writesAsPeopleDo(Duration duration, String expected) {
    assertThat(Durations.text(duration)).isEqualTo(expected);
    assertThat(Durations.parse(expected)).isEqualTo(duration);
  }

  @Test
  void readsTheLongestDurationsThatItWrites() {
    Duration long200Years = Duration.ofDays(73_000);
    assertThat(Durations.parse(Durations.text(long200Years))).isEqualTo(long200Years);
  }
}
