package dev.kizuki.image.png;

import static org.assertj.core.api.Assertions.assertThat;

import ar.com.hjg.pngj.ImageInfo;
import ar.com.hjg.pngj.ImageLineInt;
import ar.com.hjg.pngj.PngWriter;
import dev.kizuki.image.Decoding;
import dev.kizuki.image.ImageFormat;
import dev.kizuki.image.ImageFormatContract;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.Pixels;
import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class PngFormatTest extends ImageFormatContract {
  @Override
  protected ImageFormat format() {
    return new PngFormat();
  }

  @Override
  protected String imageIoName() {
    return "png";
  }

  @Test
  void appliesNoGammaToGray() throws IOException {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSample(0, 0, 0, 100);
    assertThat(((Pixels) decode(encode(image))).sample(0, 0, 0)).isEqualTo(100);
  }

  @Test
  void keepsTheUpperByteOf16Bits() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSample(0, 0, 0, 0x1234);
    image.getRaster().setSample(1, 0, 0, 0xfffe);
    assertSameSamples(decode(encode(image)), new int[][] {{0x12, 0xff}}, 2);
  }

  @Test
  void rejectsHeaderWithMorePixelsThanTheBytesCanHold() throws IOException {
    byte[] small = encode(new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY));
    // Declares 900 x 900 pixels, with the right checksum.
    ByteBuffer.wrap(small).putInt(16, 900).putInt(20, 900);
    CRC32 crc = new CRC32();
    crc.update(small, 12, 17);
    ByteBuffer.wrap(small).putInt(29, (int) crc.getValue());
    assertThat(decode(small))
        .isInstanceOfSatisfying(
            Rejection.class,
            rejection -> {
              assertThat(rejection.reason()).isEqualTo(RejectionReason.CORRUPT);
              assertThat(rejection.detail()).contains("cannot hold");
            });
  }

  @Test
  void scalesOneBitToBlackAndWhite() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY);
    image.getRaster().setSample(1, 0, 0, 1);
    byte[] bytes = encode(image);
    Pixels pixels = (Pixels) decode(bytes);
    assertThat(pixels.sample(0, 0, 0)).isZero();
    assertThat(pixels.sample(0, 0, 1)).isEqualTo(255);
  }

  @Test
  void convertsPaletteToColour() throws IOException {
    byte[] red = {10, 20};
    byte[] green = {30, 40};
    byte[] blue = {50, 60};
    BufferedImage image =
        new BufferedImage(
            2, 1, BufferedImage.TYPE_BYTE_INDEXED, new IndexColorModel(8, 2, red, green, blue));
    image.getRaster().setSample(1, 0, 0, 1);
    assertSameSamples(decode(encode(image)), new int[][] {{10, 20}, {30, 40}, {50, 60}}, 2);
  }

  @Test
  void dropsAlpha() throws IOException {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_4BYTE_ABGR);
    image.setRGB(0, 0, 0x80_0a_14_1e);
    assertSameSamples(decode(encode(image)), new int[][] {{10}, {20}, {30}}, 1);
  }

  @Test
  void scalesTwoAndFourBitsToEightBits() {
    for (int depth : new int[] {2, 4}) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      ImageInfo info = new ImageInfo(4, 1, depth, false, true, false);
      PngWriter writer = new PngWriter(bytes, info);
      int largest = (1 << depth) - 1;
      writer.writeRow(new ImageLineInt(info, new int[] {0, 1, largest - 1, largest}));
      writer.end();
      int step = 255 / largest;
      int[][] expected = {{0, step, 255 - step, 255}};
      assertSameSamples(decode(bytes.toByteArray()), expected, 4);
    }
  }

  @Test
  void rejectsDecompressionBombByItsHeader() {
    Decoding decoding = format().decode(bomb(30_000, 30_000), ImageLimits.DEFAULT);
    assertThat(decoding)
        .isInstanceOfSatisfying(
            Rejection.class,
            rejection -> assertThat(rejection.reason()).isEqualTo(RejectionReason.TOO_MANY_PIXELS));
  }

  /** Creates a PNG that has a header and no pixels. */
  private static byte[] bomb(int width, int height) {
    ByteBuffer png = ByteBuffer.allocate(8 + 25);
    png.put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    png.putInt(13);
    int start = png.position();
    png.put(new byte[] {'I', 'H', 'D', 'R'}).putInt(width).putInt(height);
    png.put(new byte[] {8, 0, 0, 0, 0});
    CRC32 crc = new CRC32();
    crc.update(png.array(), start, 17);
    png.putInt((int) crc.getValue());
    return png.array();
  }
}
