package dev.kizuki.image.png;

import dev.kizuki.image.Decoding;
import dev.kizuki.image.Pixels;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Compares {@link PlainPngReader} with {@link PngjReader} on the same files. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PngReadersBenchmark {
  @Param({"28", "64", "256"})
  public int side;

  @Param({"gray", "rgb"})
  public String colour;

  private final PlainPngReader plainReader = new PlainPngReader();
  private final Pixels pixels = new Pixels();
  private byte[] png;
  private PngHeader header;

  /** Draws a bright disc with noise on a dark background, as a part or a digit under a camera. */
  @Setup
  public void draw() throws IOException {
    boolean gray = colour.equals("gray");
    BufferedImage image =
        new BufferedImage(
            side, side, gray ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR);
    Random random = new Random(1);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        boolean inDisc = Math.hypot(x - side / 2.0, y - side / 2.0) < side / 3.0;
        for (int band = 0; band < image.getRaster().getNumBands(); band++) {
          int sample = inDisc ? 100 + x * 100 / side + 10 * band + random.nextInt(16) : 8;
          image.getRaster().setSample(x, y, band, sample);
        }
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    png = bytes.toByteArray();
    header = PngHeader.of(png);
  }

  @Benchmark
  public Pixels plain() {
    if (!plainReader.decode(png, header, pixels)) {
      throw new IllegalStateException("the plain reader refuses the file");
    }
    return pixels;
  }

  @Benchmark
  public Decoding pngj() {
    return PngjReader.decode(png, pixels);
  }
}
