package dev.kizuki.trainer.feature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.trainer.onnx.OnnxGraph;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PhotoContrastTest {
  private static final int SIDE = 1024;

  /** Bright pixels with little noise, as of a part before a light background. */
  private static byte[] picture() {
    Random random = new Random(1);
    byte[] pixels = new byte[SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (i / SIDE < 100 ? 60 : 200 + random.nextInt(5));
    }
    return pixels;
  }

  /** The logarithms, minus their mean, divided by their deviation, in double precision. */
  private static double[] contrast(byte[] pixels) {
    double[] logs = new double[pixels.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = Math.log((pixels[i] & 0xff) / 255.0 + 0.05);
    }
    double mean = Arrays.stream(logs).average().orElseThrow();
    double variance = Arrays.stream(logs).map(l -> (l - mean) * (l - mean)).average().orElseThrow();
    return Arrays.stream(logs).map(l -> (l - mean) / (Math.sqrt(variance) + 0.02)).toArray();
  }

  @Test
  void theContrastOfALargeImageIsThatInDoublePrecision() {
    OnnxGraph graph = new OnnxGraph();
    Preprocessing shape = new Preprocessing(1, SIDE, SIDE, Resize.NONE);
    String image = graph.castToFloat(graph.imageInput(shape));
    FeatureMap coarse =
        PhotoContrast.of(graph, new FeatureMap(image, 1, SIDE, SIDE), false).coarse();
    graph.output(coarse.tensor(), "coarse", -1, 1, SIDE, SIDE);
    byte[] pixels = picture();
    double[] expected = contrast(pixels);
    try (GraphRunner runner = new GraphRunner(graph.toBytes(), shape)) {
      float[] actual = runner.runAll("coarse", 1, i -> ByteBuffer.wrap(pixels));
      for (int i = 0; i < actual.length; i += 997) {
        assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-5));
      }
    }
  }
}
