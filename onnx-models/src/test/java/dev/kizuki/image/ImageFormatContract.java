package dev.kizuki.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** Every encoded format must return the pixels that ImageIO returns, and must never throw. */
public abstract class ImageFormatContract {
  private static final ImageLimits LIMITS = new ImageLimits(1 << 20, 1 << 20);

  protected abstract ImageFormat format();

  /** Returns ImageIO's name for the format. */
  protected abstract String imageIoName();

  protected final Decoding decode(byte[] payload) {
    return format().decode(payload, LIMITS);
  }

  protected final byte[] encode(BufferedImage image) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, imageIoName(), bytes)).isTrue();
    return bytes.toByteArray();
  }

  protected static BufferedImage noise(int type, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, type);
    Random random = new Random(7);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    return image;
  }

  /** Returns the samples of a raster, (C)(H x W). */
  protected static int[][] samples(Raster raster) {
    int[][] bands = new int[raster.getNumBands()][];
    for (int band = 0; band < bands.length; band++) {
      bands[band] =
          raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), band, (int[]) null);
    }
    return bands;
  }

  protected static void assertSameSamples(Decoding decoding, int[][] expected, int width) {
    assertThat(decoding).isInstanceOf(Pixels.class);
    Pixels pixels = (Pixels) decoding;
    assertThat(pixels.channels()).isEqualTo(expected.length);
    assertThat(pixels.width()).isEqualTo(width);
    for (int channel = 0; channel < expected.length; channel++) {
      int[] actual = new int[expected[channel].length];
      for (int i = 0; i < actual.length; i++) {
        actual[i] = pixels.sample(channel, i / width, i % width);
      }
      assertThat(actual).isEqualTo(expected[channel]);
    }
  }

  private void assertSameAsImageIo(BufferedImage image) throws IOException {
    byte[] bytes = encode(image);
    Raster expected = ImageIO.read(new ByteArrayInputStream(bytes)).getRaster();
    assertSameSamples(decode(bytes), samples(expected), image.getWidth());
  }

  @Test
  void decodesGrayLikeImageIo() throws IOException {
    assertSameAsImageIo(noise(BufferedImage.TYPE_BYTE_GRAY, 31, 17));
  }

  @Test
  void decodesColourLikeImageIo() throws IOException {
    assertSameAsImageIo(noise(BufferedImage.TYPE_3BYTE_BGR, 19, 23));
  }

  @Test
  void decodesSmallImageAfterLargeImage() throws IOException {
    ImageFormat format = format();
    format.decode(encode(noise(BufferedImage.TYPE_3BYTE_BGR, 64, 64)), LIMITS);
    Decoding small = format.decode(encode(noise(BufferedImage.TYPE_BYTE_GRAY, 3, 2)), LIMITS);
    assertThat(((Pixels) small).size()).isEqualTo(6);
  }

  @Test
  void tellsTheSizeByTheHeaderAlone() throws IOException {
    for (int type : new int[] {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_3BYTE_BGR}) {
      byte[] image = encode(noise(type, 300, 17));
      byte[] beginning = Arrays.copyOf(image, image.length * 9 / 10);
      assertThat(format().dimensions(image)).contains(new Dimensions(300, 17));
      assertThat(format().dimensions(beginning)).contains(new Dimensions(300, 17));
    }
  }

  @Test
  void rejectsEachTruncation() throws IOException {
    byte[] complete = encode(noise(BufferedImage.TYPE_BYTE_GRAY, 24, 24));
    ImageFormat format = format();
    // The last bytes may be padding that is not needed for the pixels.
    for (int length = 8; length < complete.length - 16; length += 5) {
      Decoding decoding = format.decode(Arrays.copyOf(complete, length), LIMITS);
      assertThat(decoding)
          .as("%d of %d bytes", length, complete.length)
          .isInstanceOf(Rejection.class);
    }
  }

  @Test
  void neverThrowsForMutatedBytes() throws IOException {
    byte[] complete = encode(noise(BufferedImage.TYPE_BYTE_GRAY, 16, 16));
    Random random = new Random(11);
    ImageFormat format = format();
    for (int i = 0; i < 2_000; i++) {
      byte[] mutated = complete.clone();
      for (int changes = 1 + random.nextInt(8); changes > 0; changes--) {
        mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
      }
      Optional<Dimensions> size =
          format.recognises(mutated) ? format.dimensions(mutated) : Optional.empty();
      Decoding decoding = format.decode(mutated, LIMITS);
      assertThat(decoding).isInstanceOfAny(Pixels.class, Rejection.class);
      if (size.isPresent() && decoding instanceof Pixels pixels) {
        assertThat(size).contains(new Dimensions(pixels.width(), pixels.height()));
      }
    }
    assertThat(format.decode(complete, LIMITS)).isInstanceOf(Pixels.class);
  }

  @Test
  void rejectsMorePixelsThanTheLimitByTheHeader() throws IOException {
    byte[] image = encode(noise(BufferedImage.TYPE_BYTE_GRAY, 40, 30));
    Decoding decoding = format().decode(image, new ImageLimits(1 << 20, 40 * 30 - 1));
    assertThat(decoding)
        .isInstanceOfSatisfying(
            Rejection.class,
            rejection -> assertThat(rejection.reason()).isEqualTo(RejectionReason.TOO_MANY_PIXELS));
  }
}
