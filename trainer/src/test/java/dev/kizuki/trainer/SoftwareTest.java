package dev.kizuki.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SoftwareTest {
  @Test
  void keepsDjlOffTheNetworkBeforeItAsksForItsVersion() {
    System.clearProperty("ai.djl.offline");
    System.clearProperty("OPT_OUT_TRACKING");
    assertThat(Software.versions()).containsOnlyKeys("commit", "djl", "java", "kizuki");
    assertThat(System.getProperty("ai.djl.offline")).isEqualTo("true");
    assertThat(System.getProperty("OPT_OUT_TRACKING")).isEqualTo("true");
  }
}
