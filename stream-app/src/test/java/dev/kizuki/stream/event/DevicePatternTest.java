package dev.kizuki.stream.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DevicePatternTest {
  @ParameterizedTest
  @CsvSource({
    "camera-*, camera-1",
    "camera-*, camera-",
    "*, anything",
    "*, ''",
    "camera-?, camera-1",
    "*-left, line1-camera-left",
    "line?-*-left, line1-camera-left",
    "a.b, a.b",
    "'cam(1)', 'cam(1)'",
    "'[ab]', '[ab]'",
    "カメラ-*, カメラ-1",
  })
  void matches(String pattern, String device) {
    assertThat(DevicePattern.of(pattern).matches(device)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "camera-*, Camera-1",
    "camera-*, my-camera-1",
    "camera-?, camera-",
    "camera-?, camera-12",
    "camera, camera-1",
    "a.b, axb",
    "'[ab]', a",
    "'', camera",
  })
  void doesNotMatch(String pattern, String device) {
    assertThat(DevicePattern.of(pattern).matches(device)).isFalse();
  }

  @Test
  void noPatternMatchesEveryDevice() {
    assertThat(DevicePattern.of(null).matches("camera-1")).isTrue();
    assertThat(DevicePattern.of(null).matches("")).isTrue();
  }

  @Test
  void aStarMatchesALineBreak() {
    assertThat(DevicePattern.of("a*b").matches("a\nb")).isTrue();
    assertThat(DevicePattern.of("a?b").matches("a\nb")).isTrue();
  }

  @Test
  void aPatternWithTheQuotesOfRegularExpressionsIsTakenLiterally() {
    assertThat(DevicePattern.of("\\Qa\\E").matches("\\Qa\\E")).isTrue();
    assertThat(DevicePattern.of("\\Qa\\E").matches("a")).isFalse();
  }
}
