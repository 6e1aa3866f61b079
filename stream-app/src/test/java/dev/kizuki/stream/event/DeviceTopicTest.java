package dev.kizuki.stream.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTopicTest {
  private final DeviceTopic topic = new DeviceTopic("plant/{device}/images");

  @Test
  void findsTheDeviceInItsLevel() {
    assertThat(topic.device("plant/camera-1/images")).contains("camera-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plant//images", "plant/", "plant", ""})
  void aTopicWithoutADeviceHasNone(String text) {
    assertThat(topic.device(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"カメラ", "a b", "$1", "\\", "{device}"})
  void anyNameThatFitsALevelIsFoundAgain(String device) {
    assertThat(topic.device(topic.of(device))).contains(device);
  }

  @ParameterizedTest
  @CsvSource({
    "{device}, camera, camera",
    "{device}/images, camera/images, camera",
    "a/b/{device}, a/b/camera, camera",
    "/{device}/, /camera/, camera"
  })
  void theDeviceMayBeAnyLevel(String pattern, String text, String device) {
    DeviceTopic other = new DeviceTopic(pattern);
    assertThat(other.of(device)).isEqualTo(text);
    assertThat(other.device(text)).contains(device);
  }

  @Test
  void theTopicOfADeviceReplacesThePlaceholder() {
    assertThat(topic.of("camera-1")).isEqualTo("plant/camera-1/images");
  }

  @Test
  void theFilterMatchesAllDevices() {
    assertThat(topic.filter("")).isEqualTo("plant/+/images");
  }

  @Test
  void theFilterOfAGroupIsASharedSubscription() {
    assertThat(topic.filter("group")).isEqualTo("$share/group/plant/+/images");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "plant/images", "plant/x{device}/images", "{Device}"})
  void refusesAPatternWithoutADeviceLevel(String pattern) {
    assertThatThrownBy(() -> new DeviceTopic(pattern)).isInstanceOf(IllegalArgumentException.class);
  }
}
