package dev.kizuki.image.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.Dimensions;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.Pixels;
import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.image.raw.RawFormat;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class ImageDecoderTest {
  private final ImageDecoder decoder =
      new ImageDecoder(new ImageLimits(100, 1000), new RawFormat(1, 3, 4));

  private RejectionReason reasonFor(byte[] payload) {
    return ((Rejection) decoder.decode(payload)).reason();
  }

  @Test
  void decodesRawPixelsOfTheExpectedLength() {
    byte[] raw = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, (byte) 255};
    Pixels pixels = (Pixels) decoder.decode(raw);
    assertThat(pixels.height()).isEqualTo(3);
    assertThat(pixels.width()).isEqualTo(4);
    assertThat(pixels.sample(0, 2, 3)).isEqualTo(255);
  }

  @Test
  void rejectsEmptyPayload() {
    assertThat(reasonFor(new byte[0])).isEqualTo(RejectionReason.EMPTY);
  }

  @Test
  void rejectsText() {
    assertThat(reasonFor("not an image".repeat(2).getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(RejectionReason.UNKNOWN_FORMAT);
  }

  @Test
  void rejectsMoreBytesThanTheLimit() {
    assertThat(reasonFor(new byte[101])).isEqualTo(RejectionReason.TOO_MANY_BYTES);
  }

  @Test
  void theBitDepthIsThatOfTheHeader() throws IOException {
    for (int type : new int[] {BufferedImage.TYPE_USHORT_GRAY, BufferedImage.TYPE_BYTE_GRAY}) {
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      ImageIO.write(new BufferedImage(2, 2, type), "png", png);
      int expected = type == BufferedImage.TYPE_USHORT_GRAY ? 16 : 8;
      assertThat(decoder.bitDepth(png.toByteArray())).isEqualTo(expected);
      assertThat(decoder.bitDepth(Arrays.copyOf(png.toByteArray(), 20))).isEqualTo(8);
    }
    assertThat(decoder.bitDepth(new byte[12])).isEqualTo(8);
    assertThat(decoder.bitDepth(new byte[0])).isEqualTo(8);
  }

  @Test
  void reasonCodesAreStable() {
    assertThat(RejectionReason.values())
        .extracting(RejectionReason::code)
        .containsExactly(
            "empty",
            "too-many-bytes",
            "too-many-pixels",
            "unknown-format",
            "corrupt",
            "unsupported",
            "wrong-size",
            "no-model",
            "no-device",
            "device-name-too-long",
            "event-too-large",
            "malformed-message",
            "too-many-images",
            "not-finite",
            "malformed-payload",
            "chunk");
  }

  @Test
  void tellsTheSizeOfAnImageWithinTheLimitsOnly() {
    byte[] raw = new byte[12];
    assertThat(decoder.dimensions(raw)).contains(new Dimensions(4, 3));
    assertThat(decoder.dimensions(new byte[0])).isEmpty();
    assertThat(decoder.dimensions(new byte[101])).isEmpty();
    ImageDecoder strict = new ImageDecoder(new ImageLimits(100, 11), new RawFormat(1, 3, 4));
    assertThat(strict.dimensions(raw)).isEmpty();
  }
}
