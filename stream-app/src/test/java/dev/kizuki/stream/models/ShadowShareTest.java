package dev.kizuki.stream.models;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ShadowShareTest {
  private static byte[] image(int seed) {
    byte[] image = new byte[100];
    new Random(seed).nextBytes(image);
    return image;
  }

  @Test
  void takesTheConfiguredShareOfTheImages() {
    ShadowShare share = new ShadowShare(0.25);
    int taken = 0;
    for (int i = 0; i < 10_000; i++) {
      taken += share.takes(image(i)) ? 1 : 0;
    }
    // 2500 with a standard deviation of 43
    assertThat(taken).isBetween(2280, 2720);
  }

  @Test
  void takesTheSameImagesEachTime() {
    for (int i = 0; i < 1000; i++) {
      assertThat(new ShadowShare(0.25).takes(image(i)))
          .isEqualTo(new ShadowShare(0.25).takes(image(i)));
    }
  }

  @Test
  void aShareOfOneTakesEveryImage() {
    for (int i = 0; i < 1000; i++) {
      assertThat(new ShadowShare(1).takes(image(i))).isTrue();
    }
  }
}
