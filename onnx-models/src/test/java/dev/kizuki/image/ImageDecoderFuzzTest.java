package dev.kizuki.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.kizuki.image.raw.RawFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/**
 * Damaged payloads, a hundred thousand of them: whatever a device sends, the decoder answers with
 * pixels or with a reason, and never asks for more memory than the limits allow.
 */
class ImageDecoderFuzzTest {
  private static final int PAYLOADS = 100_000;
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

  private static List<byte[]> sound() throws IOException {
    List<byte[]> sound = new ArrayList<>();
    for (int type :
        new int[] {
          BufferedImage.TYPE_BYTE_GRAY,
          BufferedImage.TYPE_USHORT_GRAY,
          BufferedImage.TYPE_BYTE_BINARY,
          BufferedImage.TYPE_BYTE_INDEXED,
          BufferedImage.TYPE_INT_RGB,
          BufferedImage.TYPE_INT_ARGB
        }) {
      sound.add(encoded(type, "png", 28));
    }
    sound.add(encoded(BufferedImage.TYPE_BYTE_GRAY, "jpeg", 28));
    sound.add(encoded(BufferedImage.TYPE_INT_RGB, "jpeg", 40));
    byte[] raw = new byte[28 * 28];
    new Random(1).nextBytes(raw);
    sound.add(raw);
    return sound;
  }

  /** One of the ways in which a payload is damaged. */
  private static byte[] damaged(byte[] sound, List<byte[]> all, Random random) {
    byte[] bytes = sound.clone();
    switch (random.nextInt(7)) {
      case 0 -> {
        for (int i = random.nextInt(8); i >= 0; i--) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case 1 -> bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
      case 2 -> bytes = java.util.Arrays.copyOf(bytes, bytes.length + random.nextInt(200));
      case 3 -> {
        // within the header, where sizes and types stand
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
        System.arraycopy(sound, from, bytes, to, length);
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
  void answersEveryDamagedPayload() throws IOException {
    ImageDecoder decoder = new ImageDecoder(LIMITS, new RawFormat(1, 28, 28));
    List<byte[]> sound = sound();
    Random random = new Random(SEED);
    Map<RejectionReason, Integer> reasons = new EnumMap<>(RejectionReason.class);
    int decoded = 0;
    for (int i = 0; i < PAYLOADS; i++) {
      byte[] payload = damaged(sound.get(random.nextInt(sound.size())), sound, random);
      Decoding answer = answer(decoder, payload);
      if (answer instanceof Pixels pixels) {
        decoded++;
        assertThat((long) pixels.width() * pixels.height()).isBetween(1L, LIMITS.maxPixels());
        assertThat(pixels.channels()).isIn(1, 3);
        assertThat(pixels.samples().length).isGreaterThanOrEqualTo(pixels.size());
      } else {
        Rejection rejection = (Rejection) answer;
        assertThat(rejection.detail()).isNotBlank();
        reasons.merge(rejection.reason(), 1, Integer::sum);
      }
    }
    assertThat(decoded).as("some damage is not seen, as in raw pixels").isPositive();
    assertThat(reasons)
        .containsKeys(
            RejectionReason.CORRUPT,
            RejectionReason.UNKNOWN_FORMAT,
            RejectionReason.TOO_MANY_PIXELS,
            RejectionReason.EMPTY);
    for (byte[] image : sound) {
      assertThat(decoder.decode(image)).as("what comes after").isInstanceOf(Pixels.class);
    }
  }

  private static Decoding answer(ImageDecoder decoder, byte[] payload) {
    try {
      return decoder.decode(payload);
    } catch (RuntimeException | Error e) {
      return fail("threw %s for %s".formatted(e, HexFormat.of().formatHex(payload)), e);
    }
  }
}
