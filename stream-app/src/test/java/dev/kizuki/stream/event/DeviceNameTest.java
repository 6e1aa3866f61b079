package dev.kizuki.stream.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceNameTest {
  @ParameterizedTest
  @CsvSource({"a, 1", "\u00e9, 2", "\u30ab, 3", "\ud83d\ude00, 4"})
  void theLimitCountsBytesOfUtf8(String character, int bytes) {
    assertThat(DeviceName.check(character.repeat(10), 10 * bytes)).isEmpty();
    assertThat(DeviceName.check(character.repeat(10), 10 * bytes - 1)).isPresent();
  }

  @ParameterizedTest
  @CsvSource({"a, 10", "\u00e9, 5", "\u30ab, 3", "\ud83d\ude00, 2"})
  void aNameIsCutBetweenCharacters(String character, int characters) {
    String cut = DeviceName.cut(character.repeat(100), 10);
    assertThat(cut).isEqualTo(character.repeat(characters));
    assertThat(cut.getBytes(UTF_8).length).isLessThanOrEqualTo(10);
  }

  @Test
  void aShortNameStays() {
    assertThat(DeviceName.cut("camera-1", 256)).isEqualTo("camera-1");
    assertThat(DeviceName.cut("camera-1", 8)).isEqualTo("camera-1");
    assertThat(DeviceName.cut("", 8)).isEmpty();
  }
}
