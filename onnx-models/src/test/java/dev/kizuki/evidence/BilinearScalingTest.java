package dev.kizuki.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BilinearScalingTest {
  /** torch.nn.functional.interpolate(mode="bilinear", align_corners=False) of [[0, 1], [2, 3]]. */
  @Test
  void scalesAsPyTorchDoes() {
    assertThat(new BilinearScaling(2, 2, 2, 4).scale(new float[] {0, 1, 2, 3}, 0))
        .containsExactly(0, 0.25f, 0.75f, 1, 2, 2.25f, 2.75f, 3);
    assertThat(new BilinearScaling(2, 2, 4, 2).scale(new float[] {0, 1, 2, 3}, 0))
        .containsExactly(0, 1, 0.5f, 1.5f, 1.5f, 2.5f, 2, 3);
  }

  @Test
  void aMapOfTheSameSizeStays() {
    assertThat(new BilinearScaling(2, 3, 2, 3).scale(new float[] {9, 1, 2, 3, 4, 5, 6}, 1))
        .containsExactly(1, 2, 3, 4, 5, 6);
  }

  @Test
  void oneCellFillsTheImage() {
    assertThat(new BilinearScaling(1, 1, 2, 3).scale(new float[] {7}, 0)).containsOnly(7);
  }
}
