package dev.kizuki.stream.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicFilterTest {
  private static TopicFilter filter(String text) {
    return new TopicFilter(text);
  }

  /** Examples of MQTT 5, section 4.7.1. */
  @ParameterizedTest
  @CsvSource({
    "sport/tennis/player1/#, sport/tennis/player1",
    "sport/tennis/player1/#, sport/tennis/player1/ranking",
    "sport/tennis/player1/#, sport/tennis/player1/score/wimbledon",
    "sport/#, sport",
    "#, sport/tennis",
    "sport/tennis/+, sport/tennis/player1",
    "sport/+, sport/",
    "+/+, /finance",
    "/+, /finance",
    "+, finance",
    "$SYS/#, $SYS/broker",
    "+/tennis/#, sport/tennis",
  })
  void matchesAsMqttSays(String filter, String topic) {
    assertThat(filter(filter).matches(topic)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "sport/tennis/+, sport/tennis/player1/ranking",
    "sport/+, sport",
    "+, /finance",
    "#, $SYS/broker",
    "+/monitor/Clients, $SYS/monitor/Clients",
    "sport, sport/",
    "sport, Sport",
    "a/b, a",
    "a, a/b",
  })
  void doesNotMatchOtherTopics(String filter, String topic) {
    assertThat(filter(filter).matches(topic)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "a/+/c, a/b/+",
    "a/#, a/b/c",
    "a/#, a",
    "#, +/+",
    "a/+/#, a/b",
    "+/b, a/+",
    "a, a",
  })
  void filtersOverlapIfOneTopicMatchesBoth(String one, String other) {
    assertThat(filter(one).overlaps(filter(other))).isTrue();
    assertThat(filter(other).overlaps(filter(one))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "a/+/c, a/+/d",
    "a/+, a/+/+",
    "a/b/#, a/c/#",
    "a/+/#, a",
    "#, $SYS/#",
    "+/b, $SYS/b",
  })
  void otherFiltersDoNotOverlap(String one, String other) {
    assertThat(filter(one).overlaps(filter(other))).isFalse();
    assertThat(filter(other).overlaps(filter(one))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b+", "a+/b", "a/#/b", "a#", "#/a", "a\0"})
  void refusesWhatMqttDoesNotAllow(String filter) {
    assertThatThrownBy(() -> filter(filter)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesWhatMqttCannotWrite() {
    assertThat(filter("a".repeat(65_535)).hasWildcard()).isFalse();
    assertThatThrownBy(() -> filter("a".repeat(65_536)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> filter("\u3042".repeat(30_000)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
