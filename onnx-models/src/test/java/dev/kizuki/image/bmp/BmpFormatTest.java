package dev.kizuki.image.bmp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.Decoding;
import dev.kizuki.image.ImageFormat;
import dev.kizuki.image.ImageFormatContract;
import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BmpFormatTest extends ImageFormatContract {
  @Override
  protected ImageFormat format() {
    return new BmpFormat();
  }

  @Override
  protected String imageIoName() {
    return "bmp";
  }

  private static ByteBuffer header(byte[] bmp) {
    return ByteBuffer.wrap(bmp).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static RejectionReason reason(Decoding decoding) {
    return ((Rejection) decoding).reason();
  }

  /** The colours that ImageIO shows, (3)(H x W). */
  private static int[][] colours(byte[] bmp) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(bmp));
    int[][] colours = new int[3][image.getWidth() * image.getHeight()];
    for (int i = 0; i < colours[0].length; i++) {
      int rgb = image.getRGB(i % image.getWidth(), i / image.getWidth());
      colours[0][i] = rgb >> 16 & 0xff;
      colours[1][i] = rgb >> 8 & 0xff;
      colours[2][i] = rgb & 0xff;
    }
    return colours;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 8})
  void convertsAPaletteToColour(int bits) throws IOException {
    int size = 1 << bits;
    byte[] red = new byte[size];
    byte[] green = new byte[size];
    byte[] blue = new byte[size];
    for (int i = 0; i < size; i++) {
      red[i] = (byte) (i * 7);
      green[i] = (byte) (i * 3 + 1);
      blue[i] = (byte) (255 - i);
    }
    IndexColorModel palette = new IndexColorModel(bits, size, red, green, blue);
    int type = bits == 8 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY;
    BufferedImage image = new BufferedImage(21, 5, type, palette);
    for (int i = 0; i < 21 * 5; i++) {
      image.getRaster().setSample(i % 21, i / 21, 0, i % size);
    }
    byte[] bmp = encode(image);
    assertSameSamples(decode(bmp), colours(bmp), 21);
  }

  @Test
  void dropsTheFourthByteOf32Bits() throws IOException {
    byte[] bmp24 = encode(noise(BufferedImage.TYPE_3BYTE_BGR, 5, 3));
    byte[] bmp32 = new byte[54 + 5 * 3 * 4];
    System.arraycopy(bmp24, 0, bmp32, 0, 54);
    header(bmp32).putShort(28, (short) 32);
    for (int i = 0; i < 15; i++) {
      System.arraycopy(bmp24, 54 + i / 5 * 16 + i % 5 * 3, bmp32, 54 + i * 4, 3);
      bmp32[54 + i * 4 + 3] = (byte) i;
    }
    assertSameSamples(decode(bmp32), colours(bmp24), 5);
  }

  @Test
  void readsRowsFromTheTopIfTheHeightIsNegative() throws IOException {
    byte[] bmp = encode(noise(BufferedImage.TYPE_3BYTE_BGR, 4, 2));
    byte[] flipped = bmp.clone();
    header(flipped).putInt(22, -2);
    System.arraycopy(bmp, 54, flipped, 54 + 12, 12);
    System.arraycopy(bmp, 54 + 12, flipped, 54, 12);
    assertSameSamples(decode(flipped), colours(bmp), 4);
  }

  @Test
  void refusesCompressionWithTheRemedy() throws IOException {
    byte[] bmp = encode(noise(BufferedImage.TYPE_3BYTE_BGR, 4, 2));
    for (int compression : new int[] {1, 2, 3, 4, 5}) {
      header(bmp).putInt(30, compression);
      assertThat(reason(decode(bmp))).isEqualTo(RejectionReason.UNSUPPORTED);
    }
    header(bmp).putInt(30, 0).putShort(28, (short) 16);
    assertThat(((Rejection) decode(bmp)).detail()).contains("24 bits").contains("PNG");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void refusesAWidthThatIsNotPositive(int width) throws IOException {
    byte[] bmp = encode(noise(BufferedImage.TYPE_3BYTE_BGR, 4, 2));
    header(bmp).putInt(18, width);
    assertThat(reason(decode(bmp))).isEqualTo(RejectionReason.CORRUPT);
  }

  @Test
  void refusesPlacesOutsideTheFile() throws IOException {
    for (int offset : new int[] {0, 53, 55, Integer.MAX_VALUE, -1}) {
      byte[] bmp = encode(noise(BufferedImage.TYPE_3BYTE_BGR, 4, 2));
      header(bmp).putInt(10, offset);
      assertThat(reason(decode(bmp))).as("%d", offset).isEqualTo(RejectionReason.CORRUPT);
    }
    for (int colours : new int[] {1, 257, Integer.MAX_VALUE, -1}) {
      byte[] bmp = encode(noise(BufferedImage.TYPE_BYTE_GRAY, 4, 2));
      header(bmp).putInt(46, colours);
      assertThat(reason(decode(bmp))).as("%d", colours).isEqualTo(RejectionReason.CORRUPT);
    }
  }

  @Test
  void textThatBeginsWithBmIsNoBmp() {
    assertThat(
            format().recognises("BM".repeat(100).getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .isFalse();
    assertThat(format().recognises(new byte[] {'B', 'M'})).isFalse();
  }
}
