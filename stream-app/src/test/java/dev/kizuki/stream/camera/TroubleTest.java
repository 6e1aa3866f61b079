package dev.kizuki.stream.camera;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TroubleTest {
  @Test
  void codesAreTheKindsOfIncidents() {
    assertThat(Trouble.values())
        .extracting(Trouble::code)
        .containsExactly("silent", "frozen", "dark", "bright", "blurred", "moved");
  }

  @Test
  void everyTroubleHasASentence() {
    assertThat(Trouble.values())
        .allSatisfy(trouble -> assertThat(trouble.sentence()).matches("The [a-z ]+\\."));
  }
}
