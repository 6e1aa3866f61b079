package dev.kizuki.stream.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeviceTopicTest {
  private final DeviceTopic topic = new DeviceTopic("plant/{device}/images");

  @Test
  void findsTheDevice() {
    assertThat(topic.device("plant/camera-1/images")).contains("camera-1");
    assertThat(topic.device("plant//images")).isEmpty();
    assertThat(topic.device("plant")).isEmpty();
  }

  @Test
  void makesTheFilterAndTheTopicOfOneDevice() {
    assertThat(topic.filter("")).isEqualTo("plant/+/images");
    assertThat(topic.filter("group")).isEqualTo("$share/group/plant/+/images");
    assertThat(topic.of("camera-1")).isEqualTo("plant/camera-1/images");
  }
}
