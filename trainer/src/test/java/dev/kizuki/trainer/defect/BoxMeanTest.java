package dev.kizuki.trainer.defect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoxMeanTest {
  @ParameterizedTest
  @CsvSource({"1, 9, 7, 3", "2, 12, 20, 5", "1, 4, 5, 31", "3, 1, 6, 5"})
  void agreesWithTheMeanOfEachSquareOfTheMirroredImage(
      int planes, int height, int width, int side) {
    Random random = new Random(1);
    float[] values = new float[planes * height * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    float[] means = BoxMean.of(values, planes, height, width, side);
    for (int i = 0; i < values.length; i++) {
      int plane = i / (height * width);
      int row = i / width % height;
      int column = i % width;
      double sum = 0;
      for (int y = row - side / 2; y <= row + side / 2; y++) {
        for (int x = column - side / 2; x <= column + side / 2; x++) {
          sum += values[(plane * height + mirrored(y, height)) * width + mirrored(x, width)];
        }
      }
      assertThat(means[i]).isCloseTo((float) (sum / side / side), within(1e-5f));
    }
  }

  /** Walks from 0 to a position and turns round at both ends. */
  private static int mirrored(int position, int length) {
    int at = 0;
    int step = 1;
    for (int i = 0; i < Math.abs(position); i++) {
      step = length == 1 ? 0 : at + step < 0 || at + step >= length ? -step : step;
      at += step;
    }
    return at;
  }

  @Test
  void mirrorsWithoutRepeatingTheLastPixel() {
    assertThat(BoxMean.mirrored(-1, 5)).isEqualTo(1);
    assertThat(BoxMean.mirrored(5, 5)).isEqualTo(3);
    assertThat(BoxMean.mirrored(9, 5)).isEqualTo(1);
    assertThat(BoxMean.mirrored(-7, 1)).isZero();
  }
}
