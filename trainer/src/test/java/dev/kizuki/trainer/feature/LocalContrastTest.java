package dev.kizuki.trainer.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import dev.kizuki.scoring.GraphRunner;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LocalContrastTest {
  private static final int HEIGHT = 40;
  private static final int WIDTH = 48;
  private static final Preprocessing SHAPE = new Preprocessing(3, HEIGHT, WIDTH, Resize.NONE);

  private static float[] run(byte[] image) {
    try (GraphRunner runner = new GraphRunner(LocalContrast.graph(SHAPE).toBytes(), SHAPE)) {
      return runner.runAll(LocalContrast.OUTPUT, 1, i -> ByteBuffer.wrap(image));
    }
  }

  private static byte[] texture(double light) {
    Random random = new Random(1);
    byte[] image = new byte[SHAPE.size()];
    for (int i = 0; i < image.length; i++) {
      image[i] = (byte) Math.round(light * (100 + 20 * random.nextGaussian()));
    }
    return image;
  }

  /** The definition: means over the whole mirrored square. */
  private static double[] plain(byte[] image, int channel) {
    double[] log = new double[HEIGHT * WIDTH];
    for (int i = 0; i < log.length; i++) {
      log[i] = Math.log((image[channel * log.length + i] & 0xff) + LocalContrast.DARK);
    }
    double[] mean = average(log, LocalContrast.MEAN_SIDE);
    double[] squares = new double[log.length];
    for (int i = 0; i < log.length; i++) {
      log[i] -= mean[i];
      squares[i] = log[i] * log[i];
    }
    double[] variance = average(squares, LocalContrast.DEVIATION_SIDE);
    for (int i = 0; i < log.length; i++) {
      log[i] /= Math.sqrt(variance[i] + Math.pow(LocalContrast.LEAST_DEVIATION, 2));
    }
    return log;
  }

  private static double[] average(double[] values, int side) {
    double[] means = new double[values.length];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        double sum = 0;
        for (int v = y - side / 2; v <= y + side / 2; v++) {
          for (int u = x - side / 2; u <= x + side / 2; u++) {
            sum += values[mirrored(v, HEIGHT) * WIDTH + mirrored(u, WIDTH)];
          }
        }
        means[y * WIDTH + x] = sum / side / side;
      }
    }
    return means;
  }

  private static int mirrored(int position, int length) {
    int positive = Math.abs(position);
    return positive < length ? positive : 2 * length - 2 - positive;
  }

  @Test
  void matchesItsDefinition() {
    byte[] image = texture(1);
    float[] contrast = run(image);
    for (int channel = 0; channel < 3; channel++) {
      double[] expected = plain(image, channel);
      for (int i = 0; i < expected.length; i++) {
        // float32 sums of 961 terms
        assertThat((double) contrast[channel * expected.length + i])
            .isCloseTo(expected[i], within(1e-4));
      }
    }
  }

  @Test
  void hardlyDependsOnTheLight() {
    float[] bright = run(texture(1.3));
    float[] dim = run(texture(0.8));
    double difference = 0;
    for (int i = 0; i < bright.length; i++) {
      difference += Math.abs(bright[i] - dim[i]) / bright.length;
    }
    assertThat(difference).as("of values with a deviation of 1").isLessThan(0.1);
  }

  @Test
  void aConstantImageHasNoContrast() {
    for (float value : run(new byte[SHAPE.size()])) {
      assertThat(value).isCloseTo(0, within(1e-3f));
    }
  }
}
