package dev.kizuki.image.jpeg;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.Dimensions;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.Pixels;
import dev.kizuki.image.decode.ImageDecoder;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JPEG files as phones write them: 12 megapixels, about 4 MB. */
class PhotographTest {
  private static final int WIDTH = 4000;
  private static final int HEIGHT = 3000;

  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.LOCAL_FILES);

  private static byte[] photograph(boolean progressive) throws IOException {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_3BYTE_BGR);
    byte[] samples = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    Random random = new Random(7);
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (byte) (60 + i % (3 * WIDTH) / 100 + random.nextInt(64));
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    parameters.setCompressionQuality(0.85f);
    if (progressive) {
      parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var output = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(output);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void decodesAPhotographLikeImageIo(boolean progressive) throws IOException {
    byte[] photograph = photograph(progressive);
    assertThat(photograph.length).isBetween(3_000_000, 6_000_000);
    assertThat(decoder.dimensions(photograph)).contains(new Dimensions(WIDTH, HEIGHT));
    Pixels pixels = (Pixels) decoder.decode(photograph);
    Raster expected = ImageIO.read(new ByteArrayInputStream(photograph)).getRaster();
    for (int y = 0; y < HEIGHT; y += 97) {
      for (int x = 0; x < WIDTH; x += 89) {
        for (int channel = 0; channel < 3; channel++) {
          assertThat(pixels.sample(channel, y, x)).isEqualTo(expected.getSample(x, y, channel));
        }
      }
    }
  }

  /** Puts an Exif segment behind SOI: the picture must be turned clockwise by 90 degrees. */
  private static byte[] portrait(byte[] jpeg) throws IOException {
    byte[] exif = {
      (byte) 0xff,
      (byte) 0xe1,
      0,
      34,
      'E',
      'x',
      'i',
      'f',
      0,
      0,
      'I',
      'I',
      42,
      0,
      8,
      0,
      0,
      0,
      1,
      0,
      0x12,
      1,
      3,
      0,
      1,
      0,
      0,
      0,
      6,
      0,
      0,
      0,
      0,
      0,
      0,
      0
    };
    ByteArrayOutputStream turned = new ByteArrayOutputStream();
    turned.write(jpeg, 0, 2);
    turned.write(exif);
    turned.write(jpeg, 2, jpeg.length - 2);
    return turned.toByteArray();
  }

  @Test
  void tellsTheSizeOfAPortraitAsItIsDecoded() throws IOException {
    byte[] portrait = portrait(photograph(false));
    Pixels pixels = (Pixels) decoder.decode(portrait);
    assertThat(new Dimensions(pixels.width(), pixels.height()))
        .isEqualTo(new Dimensions(WIDTH, HEIGHT).transposed());
    assertThat(decoder.dimensions(portrait)).contains(new Dimensions(WIDTH, HEIGHT).transposed());
  }

  /** OPERATION.md states the memory: 14 bytes of heap for each pixel. */
  @Test
  void photographsNeedAHeapOf14BytesForEachPixel(@TempDir Path folder) throws Exception {
    Path baseline = Files.write(folder.resolve("baseline.jpg"), portrait(photograph(false)));
    Path progressive = Files.write(folder.resolve("progressive.jpg"), photograph(true));
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx%dk".formatted(14 * WIDTH * HEIGHT / 1024),
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                Decoding.class.getName(),
                baseline.toString(),
                progressive.toString(),
                baseline.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(java.getInputStream().readAllBytes(), UTF_8);
    assertThat(java.waitFor()).as(output).isZero();
    assertThat(output.lines()).containsExactly("12000000", "12000000", "12000000");
  }

  /** Decodes and scales the files that are its arguments, and prints the pixels of each. */
  static final class Decoding {
    private Decoding() {}

    public static void main(String[] files) throws IOException {
      ImageDecoder decoder = new ImageDecoder(ImageLimits.LOCAL_FILES);
      Preprocessing shape = new Preprocessing(3, 384, 512, Resize.STRETCH);
      for (String file : files) {
        Pixels pixels = (Pixels) decoder.decode(Files.readAllBytes(Path.of(file)));
        shape.write(pixels, ByteBuffer.allocate(shape.size()));
        System.out.println(pixels.height() * pixels.width());
      }
    }
  }
}
