package dev.kizuki.image.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.Orientation;
import dev.kizuki.image.Pixels;
import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The picture is ABC above DEF. Each letter is a square of one brightness, a JPEG block. */
class OrientationTest {
  private static final int BLOCK = 8;
  private static final List<String> UPRIGHT = List.of("ABC", "DEF");
  private final ImageDecoder decoder = new ImageDecoder(ImageLimits.DEFAULT);

  private static int brightness(char letter) {
    return 20 + 40 * (letter - 'A');
  }

  private static byte[] encoded(List<String> letters, String format, int type) throws IOException {
    int width = letters.get(0).length() * BLOCK;
    BufferedImage image = new BufferedImage(width, letters.size() * BLOCK, type);
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < width; x++) {
        int value = brightness(letters.get(y / BLOCK).charAt(x / BLOCK));
        for (int band = 0; band < image.getRaster().getNumBands(); band++) {
          image.getRaster().setSample(x, y, band, value);
        }
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, bytes)).isTrue();
    return bytes.toByteArray();
  }

  private static byte[] jpeg(List<String> letters) throws IOException {
    return encoded(letters, "jpeg", BufferedImage.TYPE_BYTE_GRAY);
  }

  private void assertUpright(byte[] image, int tolerance) {
    Pixels pixels = (Pixels) decoder.decode(image);
    assertThat(pixels.width()).isEqualTo(3 * BLOCK);
    assertThat(pixels.height()).isEqualTo(2 * BLOCK);
    for (int channel = 0; channel < pixels.channels(); channel++) {
      for (int i = 0; i < 6 * BLOCK * BLOCK; i++) {
        int y = i / (3 * BLOCK);
        int x = i % (3 * BLOCK);
        assertThat(pixels.sample(channel, y, x))
            .isCloseTo(brightness(UPRIGHT.get(y / BLOCK).charAt(x / BLOCK)), within(tolerance));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, ABC DEF",
    "2, CBA FED",
    "3, FED CBA",
    "4, DEF ABC",
    "5, AD BE CF",
    "6, CF BE AD",
    "7, FC EB DA",
    "8, DA EB FC",
  })
  void everyOrientationGivesTheSamePicture(int tag, String stored) throws IOException {
    List<String> letters = List.of(stored.split(" "));
    for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
      byte[] exif = ExifImages.tiff(order, tag);
      byte[] gray = ExifImages.inJpeg(jpeg(letters), exif);
      assertThat(decoder.orientation(gray)).isEqualTo(Orientation.of(tag));
      assertUpright(gray, 2);
      byte[] colour = encoded(letters, "jpeg", BufferedImage.TYPE_3BYTE_BGR);
      assertUpright(ExifImages.inJpeg(colour, exif), 2);
      byte[] png = encoded(letters, "png", BufferedImage.TYPE_3BYTE_BGR);
      assertUpright(ExifImages.inPng(png, exif), 0);
      byte[] deep = ExifImages.inPng(encoded(letters, "png", BufferedImage.TYPE_USHORT_GRAY), exif);
      assertThat(decoder.orientation(deep)).isEqualTo(Orientation.of(tag));
    }
  }

  @Test
  void imagesWithoutExifStayAsTheyAre() throws IOException {
    assertUpright(jpeg(UPRIGHT), 2);
    assertUpright(encoded(UPRIGHT, "png", BufferedImage.TYPE_BYTE_GRAY), 0);
    assertUpright(encoded(UPRIGHT, "bmp", BufferedImage.TYPE_3BYTE_BGR), 0);
  }

  @Test
  void otherSegmentsMayComeBeforeExif() throws IOException {
    byte[] exif = ExifImages.tiff(ByteOrder.BIG_ENDIAN, 3);
    byte[] image = ExifImages.inJpeg(jpeg(List.of("FED", "CBA")), exif);
    byte[] xmp = "http://ns.adobe.com/xap/1.0/\0<x/>".getBytes(StandardCharsets.US_ASCII);
    assertUpright(ExifImages.segment(image, 0xe1, xmp), 2);
  }

  @Test
  void anOrientationOfTypeLongIsRead() throws IOException {
    ByteBuffer tiff =
        ByteBuffer.allocate(8 + 2 + 12).put(ExifImages.tiff(ByteOrder.BIG_ENDIAN, 1), 0, 8);
    tiff.putShort((short) 1);
    ExifImages.entry(tiff, 0x0112, 4, 3);
    assertUpright(ExifImages.inJpeg(jpeg(List.of("FED", "CBA")), tiff.array()), 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 9, 0x7fff, 0xffff})
  void anOrientationThatDoesNotExistIsIgnored(int tag) throws IOException {
    for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
      assertUpright(ExifImages.inJpeg(jpeg(UPRIGHT), ExifImages.tiff(order, tag)), 2);
    }
  }

  @Test
  void damagedExifIsIgnored() throws IOException {
    byte[] exif = ExifImages.tiff(ByteOrder.BIG_ENDIAN, 6);
    for (int length = 0; length < exif.length - 6; length++) {
      assertUpright(ExifImages.inJpeg(jpeg(UPRIGHT), Arrays.copyOf(exif, length)), 2);
    }
    for (int directory : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1000, 0, 45}) {
      byte[] astray = ByteBuffer.wrap(exif.clone()).putInt(4, directory).array();
      assertUpright(ExifImages.inJpeg(jpeg(UPRIGHT), astray), 2);
      assertUpright(
          ExifImages.inPng(encoded(UPRIGHT, "png", BufferedImage.TYPE_BYTE_GRAY), astray), 0);
    }
    byte[] endless = ByteBuffer.wrap(exif.clone()).putShort(8, (short) -1).putInt(36, 0).array();
    assertUpright(ExifImages.inJpeg(jpeg(UPRIGHT), endless), 2);
    byte[] otherMagic = ByteBuffer.wrap(exif.clone()).putShort(2, (short) 43).array();
    assertUpright(ExifImages.inJpeg(jpeg(UPRIGHT), otherMagic), 2);
  }

  @Test
  void everyTruncationHasAnOrientation() throws IOException {
    byte[] exif = ExifImages.tiff(ByteOrder.BIG_ENDIAN, 6);
    byte[] png = encoded(UPRIGHT, "png", BufferedImage.TYPE_BYTE_GRAY);
    for (byte[] image :
        List.of(ExifImages.inJpeg(jpeg(UPRIGHT), exif), ExifImages.inPng(png, exif))) {
      for (int length = 0; length < image.length; length++) {
        assertThat(decoder.orientation(Arrays.copyOf(image, length)))
            .isIn(Orientation.UPRIGHT, Orientation.TURN_RIGHT);
      }
    }
  }

  @Test
  void theLimitOfPixelsHolds() throws IOException {
    byte[] exif = ExifImages.tiff(ByteOrder.BIG_ENDIAN, 6);
    ImageDecoder small = new ImageDecoder(new ImageLimits(10_000, 6 * BLOCK * BLOCK - 1));
    assertThat(small.decode(ExifImages.inJpeg(jpeg(UPRIGHT), exif)))
        .isInstanceOfSatisfying(
            Rejection.class,
            rejection -> assertThat(rejection.reason()).isEqualTo(RejectionReason.TOO_MANY_PIXELS));
  }
}
