package dev.kizuki.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.api.Test;

class BackgroundTest {
  private static final int ROWS = 120;
  private static final int COLUMNS = 160;

  private interface Inside {
    boolean at(double x, double y);
  }

  private static byte[] image(DoubleBinaryOperator light, Inside part) {
    Random random = new Random(1);
    byte[] samples = new byte[ROWS * COLUMNS];
    for (int i = 0; i < samples.length; i++) {
      int row = i / COLUMNS;
      double x = i % COLUMNS - (COLUMNS - 1) / 2.0;
      double y = row - (ROWS - 1) / 2.0;
      double value = part.at(x, y) ? 30 : light.applyAsDouble(x, y);
      samples[i] = (byte) Math.max(0, Math.min(255, Math.round(value + 3 * random.nextGaussian())));
    }
    return samples;
  }

  private static void assertFound(DoubleBinaryOperator light, Inside part, double tolerance) {
    Background background = Background.of(image(light, part), 0, ROWS, COLUMNS);
    for (int y = -55; y <= 55; y += 11) {
      for (int x = -75; x <= 75; x += 15) {
        assertThat(background.at(x, y))
            .as("%d, %d", x, y)
            .isCloseTo(light.applyAsDouble(x, y), within(tolerance));
      }
    }
  }

  @Test
  void lightFromOneSideIsFoundBesideALargePart() {
    assertFound(
        (x, y) -> 140 + 0.3 * x - 0.2 * y, (x, y) -> Math.abs(x) < 65 && Math.abs(y) < 48, 3);
  }

  @Test
  void aSpotLightIsFoundBesideALongPart() {
    assertFound(
        (x, y) -> 190 - 0.010 * x * x - 0.012 * y * y + 0.2 * x,
        (x, y) -> Math.abs(y - 0.3 * x) < 8 && Math.abs(x) < 60,
        12);
  }
}
