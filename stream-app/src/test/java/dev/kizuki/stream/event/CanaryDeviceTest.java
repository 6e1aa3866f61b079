package dev.kizuki.stream.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CanaryDeviceTest {
  @Test
  void aNameHoldsTheModelAndTheInstance() {
    assertThat(CanaryDevice.name(3, "line1")).isEqualTo("kizuki-canary.3.line1");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 12, 999_999})
  void theModelIsReadBackFromTheName(int model) {
    assertThat(CanaryDevice.model(CanaryDevice.name(model, "line.1"))).hasValue(model);
    assertThat(CanaryDevice.is(CanaryDevice.name(model, "line.1"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "a+b", "a#b", "a\0b"})
  void aClientIdIsMadeFitForOneLevelOfATopic(String clientId) {
    assertThat(CanaryDevice.name(0, clientId)).isEqualTo("kizuki-canary.0.a_b");
  }

  @Test
  void aNameSurvivesTheTopicOfImages() {
    DeviceTopic topic = new DeviceTopic("devices/{device}/images");
    String device = CanaryDevice.name(0, "plant/line+1");
    assertThat(topic.device(topic.of(device))).contains(device);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "camera-1", "kizuki-canary", "Kizuki-canary.0.a", "my kizuki-canary.0.a"})
  void otherDevicesAreNoCanaries(String device) {
    assertThat(CanaryDevice.is(device)).isFalse();
    assertThat(CanaryDevice.model(device)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kizuki-canary.",
        "kizuki-canary.0",
        "kizuki-canary..a",
        "kizuki-canary.-1.a",
        "kizuki-canary.x.a",
        "kizuki-canary.1000000.a",
        "kizuki-canary.99999999999999999999.a"
      })
  void aCanaryWithoutAValidNumberIsForNoModel(String device) {
    assertThat(CanaryDevice.is(device)).isTrue();
    assertThat(CanaryDevice.model(device)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"kizuki-canary.7., 7", "kizuki-canary.007.a, 7", "kizuki-canary.1.2.3, 1"})
  void onlyTheFirstNumberCounts(String device, int model) {
    assertThat(CanaryDevice.model(device)).hasValue(model);
  }

  @Test
  void verdictsHaveATopicOfTheirOwn() {
    assertThat(CanaryDevice.VERDICTS.of("kizuki-canary.0.a"))
        .isEqualTo("kizuki/canary/kizuki-canary.0.a");
    assertThat(CanaryDevice.VERDICTS.filter("")).isEqualTo("kizuki/canary/+");
  }
}
