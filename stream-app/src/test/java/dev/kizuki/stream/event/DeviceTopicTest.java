package dev.kizuki.stream.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
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
  @ValueSource(strings = {"", "plant/images", "plant/x{device}/images", "{device"})
  void refusesAPatternWithoutADeviceLevel(String pattern) {
    assertThatThrownBy(() -> new DeviceTopic(pattern)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void severalPartsNameTheDeviceTogether() {
    DeviceTopic parts = new DeviceTopic("{site}/{line}/{device}/image");
    assertThat(parts.filter("")).isEqualTo("+/+/+/image");
    assertThat(parts.device("hall1/line2/camera3/image")).contains("hall1/line2/camera3");
    assertThat(parts.of("hall1/line2/camera3")).isEqualTo("hall1/line2/camera3/image");
    assertThat(parts.parts()).containsExactly("site", "line", "device");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"hall1//camera3/image", "/l/c/image", "hall1/line2/image", "h/l/c/images"})
  void aTopicWithoutEachPartHasNoDevice(String text) {
    assertThat(new DeviceTopic("{site}/{line}/{device}/image").device(text)).isEmpty();
  }

  @Test
  void theOrderOfThePartsCanComeFromAnotherPattern() {
    DeviceTopic alerts =
        new DeviceTopic("alerts/{line}/{device}/of/{site}", List.of("site", "line", "device"));
    assertThat(alerts.of("hall1/line2/camera3")).isEqualTo("alerts/line2/camera3/of/hall1");
    assertThat(alerts.device("alerts/line2/camera3/of/hall1")).contains("hall1/line2/camera3");
  }

  @Test
  void aSingleNameInBracesStandsForTheWholeName() {
    assertThat(topic.of("hall1/line2/camera3")).isEqualTo("plant/hall1/line2/camera3/images");
    assertThat(topic.filterOfParts(3)).hasToString("plant/+/+/+/images");
  }

  @ParameterizedTest
  @ValueSource(strings = {"camera", "a/b", "a/b/c/d", "a//c", ""})
  void refusesTheNameOfADeviceWithOtherParts(String device) {
    DeviceTopic parts = new DeviceTopic("{site}/{line}/{device}/image");
    assertThatThrownBy(() -> parts.of(device))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("parts");
  }

  @ParameterizedTest
  @CsvSource({
    "plant/+/{device}/images/#, plant/a/camera/images, camera",
    "plant/+/{device}/images/#, plant/a/camera/images/2026/1.jpg, camera",
    "+/{device}/#, plant/camera, camera",
    "{line}/+/{device}, a/b/c, a/c",
    "#, a, ''",
  })
  void wildcardsAreNotPartOfTheName(String pattern, String text, String device) {
    DeviceTopic wild =
        DeviceTopic.names(pattern).isEmpty()
            ? DeviceTopic.fixed(pattern, "")
            : new DeviceTopic(pattern);
    assertThat(wild.device(text).orElse("")).isEqualTo(device);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plant/camera/images", "other/a/camera/images", "plant/a/camera/image"})
  void aTopicThatThePatternDoesNotMatchHasNoDevice(String text) {
    assertThat(new DeviceTopic("plant/+/{device}/images/#").device(text)).isEmpty();
  }

  @Test
  void nothingIsPublishedToAPatternWithWildcards() {
    DeviceTopic wild = new DeviceTopic("plant/+/{device}/#");
    assertThatThrownBy(() -> wild.of("camera"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("wildcard");
  }

  @Test
  void aFixedDeviceIsTheDeviceOfAllItsTopics() {
    DeviceTopic fixed = DeviceTopic.fixed("camera7/+", "hall1/camera7");
    assertThat(fixed.filter("group")).isEqualTo("$share/group/camera7/+");
    assertThat(fixed.device("camera7/snapshot")).contains("hall1/camera7");
    assertThat(fixed.device("camera8/snapshot")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{a}/{a}",
        "x{device}",
        "{device}x",
        "{}/images",
        "{a b}",
        "{a}/{",
        "#/{a}",
        "{a}/x+"
      })
  void refusesAPatternThatNamesNoDeviceClearly(String pattern) {
    assertThatThrownBy(() -> new DeviceTopic(pattern)).isInstanceOf(IllegalArgumentException.class);
  }
}
