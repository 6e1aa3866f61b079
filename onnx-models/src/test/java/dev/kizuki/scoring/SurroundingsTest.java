package dev.kizuki.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class SurroundingsTest {
  private static final int SIDE = 10;

  private static byte[] covered(int channels, byte[] input, OcclusionGrid.Window window) {
    Surroundings surroundings =
        new Surroundings(new Preprocessing(channels, SIDE, SIDE, Resize.NONE));
    ByteBuffer target = ByteBuffer.allocate(3 + input.length);
    target.put(3, input);
    surroundings.cover(input, window, target, 3);
    byte[] result = new byte[input.length];
    target.get(3, result);
    return result;
  }

  /** The brightness grows by 10 for each column. */
  private static byte[] slope(int channels) {
    byte[] input = new byte[channels * SIDE * SIDE];
    for (int i = 0; i < input.length; i++) {
      input[i] = (byte) (10 * (i % SIDE) + i / (SIDE * SIDE));
    }
    return input;
  }

  @Test
  void aDefectVanishesAndTheSurroundingsGoOn() {
    byte[] input = slope(1);
    input[4 * SIDE + 4] = (byte) 255;
    input[5 * SIDE + 5] = 0;
    assertThat(covered(1, input, new OcclusionGrid.Window(3, 7, 3, 7))).isEqualTo(slope(1));
  }

  @Test
  void eachChannelIsCoveredByItsOwnSurroundings() {
    byte[] input = slope(3);
    input[2 * SIDE * SIDE + 4 * SIDE + 4] = (byte) 255;
    assertThat(covered(3, input, new OcclusionGrid.Window(3, 7, 3, 7))).isEqualTo(slope(3));
  }

  @Test
  void atTheBorderOnlyTheOtherSidesCount() {
    byte[] input = new byte[SIDE * SIDE];
    input[0] = (byte) 255;
    assertThat(covered(1, input, new OcclusionGrid.Window(0, 2, 0, 2))).containsOnly(0);
  }

  @Test
  void pixelsOutsideTheWindowStay() {
    byte[] input = slope(1);
    input[3 * SIDE + 2] = (byte) 255;
    assertThat(covered(1, input, new OcclusionGrid.Window(3, 7, 3, 7))[3 * SIDE + 2])
        .isEqualTo((byte) 255);
  }

  @Test
  void aWindowOverTheWholeInputChangesNothing() {
    assertThat(covered(1, slope(1), new OcclusionGrid.Window(0, SIDE, 0, SIDE)))
        .isEqualTo(slope(1));
  }
}
