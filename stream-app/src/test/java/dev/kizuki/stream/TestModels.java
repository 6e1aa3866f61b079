package dev.kizuki.stream;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.stream.config.Configuration.Metrics;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.metrics.ServiceMetrics;
import dev.kizuki.stream.models.ServedModels;
import dev.kizuki.stream.topology.JudgeSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The shipped model of zeros, and images with a known verdict. */
public final class TestModels {
  public static final Path MNIST_ZERO = Path.of("../onnx-models/models/mnist-zero.onnx");
  public static final int SIDE = 28;

  private TestModels() {}

  public static ServedModels served(String devices) {
    return ServedModels.load(List.of(new ModelRule(MNIST_ZERO, devices, null, null)));
  }

  public static JudgeSettings stage(ServedModels models, MeterRegistry registry) {
    return new JudgeSettings(models, ImageLimits.DEFAULT, 64, metrics(registry).batches());
  }

  public static ServiceMetrics metrics(MeterRegistry registry) {
    return ServiceMetrics.register(registry, new Metrics(2, Pattern.compile("([^-]*).*"), 2));
  }

  /** A ring, which is normal: it looks like a zero. 28 x 28 raw pixels. */
  public static byte[] ring() {
    byte[] pixels = new byte[SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      double x = (i % SIDE - 13.5) / 6.5;
      int row = i / SIDE;
      double y = (row - 13.5) / 8.5;
      pixels[i] = (byte) (Math.abs(Math.hypot(x, y) - 1) < 0.22 ? 255 : 0);
    }
    return pixels;
  }

  /** Two crossing bars, which are anomalous. 28 x 28 raw pixels. */
  public static byte[] cross() {
    byte[] pixels = new byte[SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      int x = i % SIDE;
      int y = i / SIDE;
      pixels[i] = (byte) (Math.abs(x - y) < 3 || Math.abs(x + y - 27) < 3 ? 255 : 0);
    }
    return pixels;
  }
}
