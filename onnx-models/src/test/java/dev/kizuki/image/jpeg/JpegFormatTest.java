package dev.kizuki.image.jpeg;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.Decoding;
import dev.kizuki.image.ImageFormat;
import dev.kizuki.image.ImageFormatContract;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.Pixels;
import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.plugins.jpeg.JPEGImageWriteParam;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;

class JpegFormatTest extends ImageFormatContract {
  private static final ImageLimits LIMITS = new ImageLimits(1 << 20, 1 << 20);

  private final BufferedImage grayImage = noise(BufferedImage.TYPE_BYTE_GRAY, 24, 16);
  private final BufferedImage colourImage = noise(BufferedImage.TYPE_3BYTE_BGR, 24, 16);

  @Override
  protected ImageFormat format() {
    return new JpegFormat();
  }

  @Override
  protected String imageIoName() {
    return "jpeg";
  }

  /** Without subsampling, so that no hint about the colour space is left but the segments. */
  private static byte[] jpeg(
      BufferedImage image, float quality, boolean optimised, boolean progressive)
      throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    JPEGImageWriteParam parameters = (JPEGImageWriteParam) writer.getDefaultWriteParam();
    parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    parameters.setCompressionQuality(quality);
    parameters.setOptimizeHuffmanTables(optimised);
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

  private byte[] gray() throws IOException {
    return jpeg(grayImage, 0.9f, false, false);
  }

  private byte[] colour() throws IOException {
    return jpeg(colourImage, 0.9f, false, false);
  }

  private void assertDecodesAs(byte[] odd, byte[] plain) throws IOException {
    Raster expected = ImageIO.read(new ByteArrayInputStream(plain)).getRaster();
    assertSameSamples(decode(odd), samples(expected), expected.getWidth());
  }

  private void assertRejected(byte[] jpeg, RejectionReason reason, String words) {
    assertThat(decode(jpeg))
        .isInstanceOfSatisfying(
            Rejection.class,
            rejection -> {
              assertThat(rejection.reason()).isEqualTo(reason);
              assertThat(rejection.detail()).contains(words);
            });
  }

  @Test
  void insertsTheStandardHuffmanTablesThatMjpegFramesLeaveOut() throws IOException {
    assertDecodesAs(JpegBytes.of(gray()).without(JpegBytes.DHT).bytes(), gray());
    assertDecodesAs(JpegBytes.of(colour()).without(JpegBytes.DHT).bytes(), colour());
    byte[] avi = "AVI1\0\0\0\0\0\0\0\0\0\0".getBytes(US_ASCII);
    assertDecodesAs(
        JpegBytes.of(colour())
            .without(JpegBytes.DHT)
            .without(JpegBytes.APP0)
            .first(JpegBytes.APP0, avi)
            .bytes(),
        colour());
  }

  @Test
  void rejectsAnImageWithoutItsQuantisationTables() throws IOException {
    assertRejected(
        JpegBytes.of(gray()).without(JpegBytes.DQT).bytes(), RejectionReason.CORRUPT, "DQT");
    assertRejected(
        JpegBytes.of(gray()).without(JpegBytes.DQT).without(JpegBytes.DHT).bytes(),
        RejectionReason.CORRUPT,
        "DQT");
  }

  /** The outcome of decoding, comparable after the decoder's buffer is used again. */
  private static String outcome(JpegFormat format, byte[] image) {
    Decoding decoding = format.decode(image, LIMITS);
    return decoding instanceof Pixels pixels
        ? pixels.channels() + " " + Arrays.toString(Arrays.copyOf(pixels.samples(), pixels.size()))
        : decoding.toString();
  }

  @Test
  void theOutcomeDoesNotDependOnTheImagesBefore() throws IOException {
    List<byte[]> images =
        List.of(
            gray(),
            colour(),
            jpeg(grayImage, 0.1f, true, false),
            jpeg(colourImage, 0.1f, true, true),
            JpegBytes.of(gray()).without(JpegBytes.DHT).bytes(),
            JpegBytes.of(colour()).without(JpegBytes.DHT).bytes(),
            JpegBytes.of(gray()).without(JpegBytes.DQT).bytes(),
            JpegBytes.of(colour()).without(JpegBytes.DQT).without(JpegBytes.DHT).bytes(),
            Arrays.copyOf(colour(), 400),
            JpegBytes.of(colour()).without(JpegBytes.APP0).componentIds(5, 6, 7).bytes());
    List<String> alone = images.stream().map(image -> outcome(new JpegFormat(), image)).toList();
    JpegFormat shared = new JpegFormat();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      order.add(i);
    }
    Random random = new Random(5);
    for (int round = 0; round < 50; round++) {
      Collections.shuffle(order, random);
      for (int i : order) {
        assertThat(outcome(shared, images.get(i)))
            .as("image %d in round %d", i, round)
            .isEqualTo(alone.get(i));
      }
    }
  }

  @Test
  void takesAnyVersionOfJfif() throws IOException {
    for (int[] version : new int[][] {{2, 1}, {0, 0}, {1, 0}}) {
      byte[] odd =
          JpegBytes.of(colour())
              .change(
                  JpegBytes.APP0,
                  content -> {
                    content[5] = (byte) version[0];
                    content[6] = (byte) version[1];
                    return content;
                  })
              .bytes();
      assertDecodesAs(odd, colour());
    }
  }

  @Test
  void ignoresColourProfiles() throws IOException {
    byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_sRGB).getData();
    byte[] grayProfile = ICC_Profile.getInstance(ColorSpace.CS_GRAY).getData();
    for (byte[] content :
        List.of(
            chunk(1, 1, profile),
            chunk(1, 1, grayProfile),
            chunk(1, 1, Arrays.copyOf(profile, 200)),
            chunk(1, 2, profile),
            chunk(0, 0, profile),
            chunk(1, 1, new byte[0]),
            "ICC_PROFILE".getBytes(US_ASCII))) {
      assertDecodesAs(JpegBytes.of(colour()).first(JpegBytes.APP2, content).bytes(), colour());
      assertDecodesAs(JpegBytes.of(gray()).first(JpegBytes.APP2, content).bytes(), gray());
    }
  }

  private static byte[] chunk(int number, int count, byte[] data) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    content.writeBytes("ICC_PROFILE\0".getBytes(US_ASCII));
    content.write(number);
    content.write(count);
    content.write(data, 0, Math.min(data.length, 60_000));
    return content.toByteArray();
  }

  @Test
  void takesASequentialScanWithZeroSpectralSelection() throws IOException {
    for (byte[] selection : new byte[][] {{0, 0, 0}, {0, 64, 0}}) {
      byte[] odd =
          JpegBytes.of(colour())
              .change(
                  JpegBytes.SOS,
                  scan -> {
                    System.arraycopy(selection, 0, scan, scan.length - 3, 3);
                    return scan;
                  })
              .bytes();
      assertDecodesAs(odd, colour());
    }
  }

  @Test
  void takesThreeComponentsForYCbCrAsLibjpegDoes() throws IOException {
    JpegBytes bare = JpegBytes.of(colour()).without(JpegBytes.APP0);
    assertDecodesAs(bare.bytes(), colour());
    assertDecodesAs(bare.componentIds(0, 1, 2).bytes(), colour());
    assertDecodesAs(bare.componentIds(5, 6, 7).bytes(), colour());
    assertDecodesAs(bare.first(JpegBytes.APP14, JpegBytes.adobe(1)).bytes(), colour());
    assertDecodesAs(bare.first(JpegBytes.APP14, JpegBytes.adobe(9)).bytes(), colour());
  }

  @Test
  void keepsTheSamplesOfRgb() throws IOException {
    JpegBytes bare = JpegBytes.of(colour()).without(JpegBytes.APP0);
    byte[] byLetters = bare.componentIds('R', 'G', 'B').bytes();
    byte[] byAdobe = bare.first(JpegBytes.APP14, JpegBytes.adobe(0)).bytes();
    String rgb = outcome(new JpegFormat(), byLetters);
    assertThat(outcome(new JpegFormat(), byAdobe)).isEqualTo(rgb);
    assertThat(rgb).startsWith("3 ").isNotEqualTo(outcome(new JpegFormat(), colour()));
  }

  @Test
  void findsTheColourSpaceBehindTheFrameHeader() throws IOException {
    JpegBytes bare = JpegBytes.of(colour()).without(JpegBytes.APP0);
    byte[] before = bare.first(JpegBytes.APP14, JpegBytes.adobe(0)).bytes();
    byte[] behind = bare.before(JpegBytes.SOS, JpegBytes.APP14, JpegBytes.adobe(0)).bytes();
    assertThat(outcome(new JpegFormat(), behind)).isEqualTo(outcome(new JpegFormat(), before));
  }

  @Test
  void ignoresAJfifSegmentThatIsTooShortAsLibjpegDoes() throws IOException {
    JpegBytes bare = JpegBytes.of(colour()).without(JpegBytes.APP0);
    JpegBytes rgb = bare.first(JpegBytes.APP14, JpegBytes.adobe(0));
    byte[] shortJfif = rgb.first(JpegBytes.APP0, "JFIF\0".getBytes(US_ASCII)).bytes();
    assertThat(outcome(new JpegFormat(), shortJfif))
        .isEqualTo(outcome(new JpegFormat(), rgb.bytes()));
  }

  @Test
  void takesComponentsWithOneIdentifierInTheirOrder() throws IOException {
    assertDecodesAs(JpegBytes.of(colour()).componentIds(1, 1, 1).bytes(), colour());
    assertDecodesAs(JpegBytes.of(colour()).componentIds(1, 2, 2).bytes(), colour());
  }

  @Test
  void takesBytesBetweenSegments() throws IOException {
    byte[] complete = colour();
    int behindApp0 = 2 + 2 + (((complete[4] & 0xff) << 8) | (complete[5] & 0xff));
    for (byte[] extra :
        new byte[][] {{0, 0, 0, 0}, {0x12, 0x34, 0x56}, {(byte) 0xff, (byte) 0xd0}}) {
      ByteArrayOutputStream odd = new ByteArrayOutputStream();
      odd.write(complete, 0, behindApp0);
      odd.writeBytes(extra);
      odd.write(complete, behindApp0, complete.length - behindApp0);
      assertDecodesAs(odd.toByteArray(), complete);
    }
  }

  @Test
  void rejectsAnImageWithoutTheDataOfAComponent() throws IOException {
    byte[] complete = JpegBytes.of(gray()).withScans(3, 3);
    assertDecodesAs(complete, complete);
    assertRejected(
        JpegBytes.of(gray()).withScans(3, 2),
        RejectionReason.CORRUPT,
        "the image data of 1 of 3 components are missing");
    assertRejected(
        JpegBytes.of(gray()).withScans(3, 0), RejectionReason.CORRUPT, "has no image data");
  }

  @Test
  void decodesProgressiveLikeImageIo() throws IOException {
    byte[] progressive = jpeg(colourImage, 0.9f, true, true);
    assertDecodesAs(progressive, progressive);
  }

  @Test
  void takesBytesBehindTheImage() throws IOException {
    byte[] complete = colour();
    assertDecodesAs(Arrays.copyOf(complete, complete.length + 4096), complete);
    ByteArrayOutputStream twice = new ByteArrayOutputStream();
    twice.writeBytes(complete);
    twice.writeBytes(gray());
    assertDecodesAs(twice.toByteArray(), complete);
  }

  @Test
  void takesFillBytesBeforeAMarker() throws IOException {
    byte[] complete = colour();
    ByteArrayOutputStream filled = new ByteArrayOutputStream();
    filled.write(complete, 0, 2);
    filled.writeBytes(new byte[] {-1, -1, -1});
    filled.write(complete, 2, complete.length - 2);
    assertDecodesAs(filled.toByteArray(), complete);
  }

  @Test
  void refusesFourChannelsWithTheRemedy() throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var output = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(output);
      writer.write(
          null, new IIOImage(Raster.createInterleavedRaster(0, 8, 8, 4, null), null, null), null);
    } finally {
      writer.dispose();
    }
    assertRejected(
        bytes.toByteArray(), RejectionReason.UNSUPPORTED, "(CMYK or YCCK); publish gray or RGB");
  }
}
