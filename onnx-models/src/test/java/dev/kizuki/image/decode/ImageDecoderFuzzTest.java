package dev.kizuki.image.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.kizuki.image.Decoding;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.Pixels;
import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.image.raw.RawFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/**
 * Decodes 40,000 damaged payloads. For each payload the decoder must return pixels or a rejection,
 * and must not allocate more memory than the limits allow.
 */
class ImageDecoderFuzzTest {
  private static final int PAYLOADS = 40_000;
  private static final long SEED = 20_261_125;
  private static final ImageLimits LIMITS = new ImageLimits(64 * 1024, 40_000);

  private static byte[] encoded(int type, String format, int side) throws IOException {
    BufferedImage image = new BufferedImage(side, side, type);
    Random random = new Random(side);
    for (int i = 0; i < side * side; i++) {
      image.setRGB(i % side, i / side, random.nextInt(1 << 24));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, bytes)).isTrue();
    return bytes.toByteArray();
  }

  private static List<byte[]> validImages() throws IOException {
    List<byte[]> valid = new ArrayList<>();
    for (int type :
        new int[] {
          BufferedImage.TYPE_BYTE_GRAY,
          BufferedImage.TYPE_USHORT_GRAY,
          BufferedImage.TYPE_BYTE_BINARY,
          BufferedImage.TYPE_BYTE_INDEXED,
          BufferedImage.TYPE_INT_RGB,
          BufferedImage.TYPE_INT_ARGB
        }) {
      valid.add(encoded(type, "png", 28));
    }
    valid.add(encoded(BufferedImage.TYPE_BYTE_GRAY, "jpeg", 28));
    valid.add(encoded(BufferedImage.TYPE_INT_RGB, "jpeg", 40));
    valid.add(encoded(BufferedImage.TYPE_BYTE_GRAY, "bmp", 28));
    valid.add(encoded(BufferedImage.TYPE_INT_RGB, "bmp", 28));
    byte[] exif = ExifImages.tiff(ByteOrder.LITTLE_ENDIAN, 6);
    valid.add(ExifImages.inJpeg(encoded(BufferedImage.TYPE_BYTE_GRAY, "jpeg", 28), exif));
    valid.add(ExifImages.inPng(encoded(BufferedImage.TYPE_BYTE_GRAY, "png", 28), exif));
    byte[] raw = new byte[28 * 28];
    new Random(1).nextBytes(raw);
    valid.add(raw);
    return valid;
  }

  /** Damages a copy of a payload in one of seven ways, chosen at random. */
  private static byte[] damage(byte[] valid, List<byte[]> all, Random random) {
    byte[] bytes = valid.clone();
    switch (random.nextInt(7)) {
      case 0 -> {
        for (int i = random.nextInt(8); i >= 0; i--) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      case 2 -> bytes = Arrays.copyOf(bytes, bytes.length + random.nextInt(200));
      case 3 -> {
        // in the header, which has the sizes and types
        for (int i = random.nextInt(4); i >= 0; i--) {
          bytes[random.nextInt(Math.min(bytes.length, 40))] = (byte) random.nextInt(256);
        }
      }
      case 4 -> {
        byte[] other = all.get(random.nextInt(all.size()));
        int from = random.nextInt(Math.min(bytes.length, other.length));
        System.arraycopy(other, from, bytes, from, Math.min(bytes.length, other.length) - from);
      }
      case 5 -> {
        int from = random.nextInt(bytes.length);
        int length = random.nextInt(bytes.length - from);
        int to = random.nextInt(bytes.length - length);
        System.arraycopy(valid, from, bytes, to, length);
      }
      default -> {
        int start = random.nextInt(bytes.length);
        for (int i = start; i < Math.min(bytes.length, start + 64); i++) {
          bytes[i] = (byte) random.nextInt(256);
        }
      }
    }
    return bytes;
  }

  @Test
  void returnsPixelsOrARejectionForEveryDamagedPayload() throws IOException {
    ImageDecoder decoder = new ImageDecoder(LIMITS, new RawFormat(1, 28, 28));
    List<byte[]> valid = validImages();
    Random random = new Random(SEED);
    Map<RejectionReason, Integer> reasons = new EnumMap<>(RejectionReason.class);
    int decoded = 0;
    for (int i = 0; i < PAYLOADS; i++) {
      byte[] payload = damage(valid.get(random.nextInt(valid.size())), valid, random);
      Decoding decoding = decode(decoder, payload);
      if (decoding instanceof Pixels pixels) {
        decoded++;
        assertThat((long) pixels.width() * pixels.height()).isBetween(1L, LIMITS.maxPixels());
        assertThat(pixels.channels()).isIn(1, 3);
        assertThat(pixels.samples().length).isGreaterThanOrEqualTo(pixels.size());
      } else {
        Rejection rejection = (Rejection) decoding;
        assertThat(rejection.detail()).isNotBlank();
        reasons.merge(rejection.reason(), 1, Integer::sum);
      }
    }
    assertThat(decoded)
        .as("some damage cannot be detected, for example in raw pixels")
        .isPositive();
    assertThat(reasons)
        .containsKeys(
            RejectionReason.CORRUPT,
            RejectionReason.UNKNOWN_FORMAT,
            RejectionReason.TOO_MANY_PIXELS,
            RejectionReason.EMPTY);
    for (byte[] image : valid) {
      assertThat(decoder.decode(image))
          .as("a valid image after the damaged ones")
          .isInstanceOf(Pixels.class);
    }
  }

  private static Decoding decode(ImageDecoder decoder, byte[] payload) {
    try {
      return decoder.decode(payload);
    } catch (RuntimeException | Error e) {
      return fail("threw %s for %s".formatted(e, HexFormat.of().formatHex(payload)), e);
    }
  }
}
