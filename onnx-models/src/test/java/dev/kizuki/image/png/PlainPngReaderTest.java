package dev.kizuki.image.png;

import static org.assertj.core.api.Assertions.assertThat;

import ar.com.hjg.pngj.FilterType;
import ar.com.hjg.pngj.ImageInfo;
import ar.com.hjg.pngj.ImageLineInt;
import ar.com.hjg.pngj.PngWriter;
import dev.kizuki.image.Pixels;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Compares each filter and number of samples with ImageIO, on the same file. */
class PlainPngReaderTest {
  private static final int WIDTH = 13;
  private static final int HEIGHT = 9;

  private final PlainPngReader plain = new PlainPngReader();
  private final Pixels pixels = new Pixels();

  /**
   * @param samples 1 gray, 2 gray with alpha, 3 colour, 4 colour with alpha
   */
  private static byte[] png(int samples, FilterType filter) {
    ImageInfo info = new ImageInfo(WIDTH, HEIGHT, 8, samples % 2 == 0, samples <= 2, false);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PngWriter writer = new PngWriter(bytes, info);
    writer.setFilterType(filter);
    Random random = new Random(samples);
    for (int row = 0; row < HEIGHT; row++) {
      ImageLineInt line = new ImageLineInt(info);
      for (int i = 0; i < WIDTH * samples; i++) {
        // a smooth gradient with noise, so that each filter changes the bytes
        line.getScanline()[i] = (row * 11 + i * 3 + random.nextInt(60)) & 0xff;
      }
      writer.writeRow(line);
    }
    writer.end();
    return bytes.toByteArray();
  }

  private boolean decode(byte[] png, int samples) {
    return decode(png, samples, HEIGHT);
  }

  private boolean decode(byte[] png, int samples, int height) {
    int colourType = new int[] {0, 4, 2, 6}[samples - 1];
    return plain.decode(png, new PngHeader(WIDTH, height, 8, colourType, 0), pixels);
  }

  @ParameterizedTest
  @EnumSource(
      value = FilterType.class,
      names = {"FILTER_NONE", "FILTER_SUB", "FILTER_UP", "FILTER_AVERAGE", "FILTER_PAETH"})
  void decodesLikeImageIo(FilterType filter) throws IOException {
    for (int samples = 1; samples <= 4; samples++) {
      byte[] png = png(samples, filter);
      assertThat(decode(png, samples)).as("%s, %d samples", filter, samples).isTrue();
      Raster expected = ImageIO.read(new ByteArrayInputStream(png)).getRaster();
      assertThat(pixels.channels()).isEqualTo(samples >= 3 ? 3 : 1);
      for (int channel = 0; channel < pixels.channels(); channel++) {
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
          assertThat(pixels.sample(channel, i / WIDTH, i % WIDTH))
              .isEqualTo(expected.getSample(i % WIDTH, i / WIDTH, channel));
        }
      }
    }
  }

  @Test
  void refusesDamagedTruncatedAndOverlongFiles() {
    byte[] png = png(1, FilterType.FILTER_PAETH);
    for (int length = 0; length < png.length; length++) {
      assertThat(decode(Arrays.copyOf(png, length), 1)).as("%d bytes", length).isFalse();
    }
    for (int i = 8; i < png.length; i++) {
      byte[] damaged = png.clone();
      damaged[i] ^= 1;
      assertThat(decode(damaged, 1)).as("byte %d", i).isFalse();
    }
    // a header with another height than the file has rows
    assertThat(decode(png, 1, HEIGHT - 1)).isFalse();
    assertThat(decode(png, 1, HEIGHT + 1)).isFalse();
    assertThat(decode(png, 1)).isTrue();
  }
}
