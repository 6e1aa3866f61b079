package dev.kizuki.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.stream.config.Configuration.Metrics;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.metrics.ServiceMetrics;
import dev.kizuki.stream.models.ServedModels;
import dev.kizuki.stream.topology.JudgeSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/** The shipped model of zeros, and images with a known verdict. */
public final class TestModels {
  public static final Path MNIST_ZERO = Path.of("../onnx-models/models/mnist-zero.onnx");
  public static final int SIDE = 28;

  private TestModels() {}

  public static ServedModels served(String devices) {
    return ServedModels.load(List.of(new ModelRule(MNIST_ZERO, devices, null, null, null, null)));
  }

  public static JudgeSettings stage(ServedModels models, MeterRegistry registry) {
    return new JudgeSettings(models, ImageLimits.DEFAULT, 64, metrics(registry).batches(), null);
  }

  public static ServiceMetrics metrics(MeterRegistry registry) {
    return ServiceMetrics.register(registry, new Metrics(2, Pattern.compile("([^-]*).*"), 2));
  }

  /** Writes the model of zeros to a folder, with the rule that images of any size are scaled. */
  public static Path resizing(Path folder) throws IOException {
    String content = Files.readString(MNIST_ZERO, ISO_8859_1);
    // as long as before, because the length of the metadata stands in the file
    String changed = content.replace("\"resize\":\"NONE\"", "\"resize\":\"FIT\" ");
    return Files.writeString(folder.resolve("resizing.onnx"), changed, ISO_8859_1);
  }

  /** A JPEG as a phone writes it: a gray ring with noise, 4000 x 3000 pixels, about 4 MB. */
  public static byte[] photograph() throws IOException {
    BufferedImage image = new BufferedImage(4000, 3000, BufferedImage.TYPE_BYTE_GRAY);
    byte[] samples = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    Random random = new Random(7);
    for (int i = 0; i < samples.length; i++) {
      double distance = Math.hypot((i % 4000 - 2000) / 800.0, (i / 4000 - 1500) / 1100.0);
      samples[i] = (byte) ((Math.abs(distance - 1) < 0.2 ? 180 : 10) + random.nextInt(64));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "jpeg", bytes);
    return bytes.toByteArray();
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
