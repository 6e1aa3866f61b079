package dev.kizuki.image.decode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rejection of bytes that are no image says what they look like, and what to do. */
class ContentGuessTest {
  private static Rejection rejection(byte[] payload) {
    return (Rejection) new ImageDecoder(ImageLimits.DEFAULT).decode(payload);
  }

  private static void assertNamed(byte[] payload, RejectionReason reason, String... texts) {
    Rejection rejection = rejection(payload);
    assertThat(rejection.reason()).as(rejection.detail()).isEqualTo(reason);
    assertThat(rejection.detail()).contains(texts);
    assertThat(rejection.detail().length()).isLessThan(300);
  }

  private static byte[] image(String format) throws IOException {
    BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_BYTE_GRAY);
    Random random = new Random(1);
    for (int i = 0; i < 64 * 64; i++) {
      image.getRaster().setSample(i % 64, i / 64, 0, random.nextInt(256));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, bytes)).isTrue();
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "474946383961                 | a GIF image",
        "0000001c6674797061766966     | an AVIF image",
        "000000186674797068656963     | a HEIC image",
        "00000018667479706d696631     | a HEIF image",
        "000000206674797069736f6d     | an MP4 video",
        "49492a0008000000             | a TIFF image",
        "4d4d002a00000008             | a TIFF image",
        "524946460000000057454250     | a WebP image",
        "424d00000000000000001a0000000c | a BMP image of an old version",
        "ff0a                         | a JPEG XL image",
        "ff4fff51                     | a JPEG 2000 image",
        "50350a3238203238             | a PGM image",
        "934e554d5059                 | a NumPy array",
        "504b0304                     | a ZIP archive",
        "1f8b08                       | gzip data",
        "0000000167                   | H.264",
        "255044462d                   | a PDF document",
      })
  void namesTheFormatsThatCamerasAndLibrariesSend(String hex, String name) {
    byte[] payload = Arrays.copyOf(HexFormat.of().parseHex(hex), 200);
    assertNamed(payload, RejectionReason.UNKNOWN_FORMAT, "look like " + name, "200 bytes");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "data:image/jpeg;base64,/9j/4AAQ          | a data URI             | payload: data-uri",
        "{\"image\": \"/9j/4AAQ\"}                | JSON                   | payload: json",
        "[1, 2, 3]                                | JSON                   | payload: json",
        "<!DOCTYPE html><html><body>404           | an HTML page           | not the page",
        "<HTML><head>                             | an HTML page           | not the page",
        "<svg xmlns='x'/>                         | XML or SVG             | PNG or JPEG",
        "https://camera/snapshot.jpg              | the address of an image | the image itself",
        "/9j/4AAQSkZJRgABAQAAAQABAAD              | base64 of a JPEG       | payload: base64",
        "iVBORw0KGgoAAAANSUhEUgAA                 | base64 of a PNG        | payload: base64",
        "c29tZSBvdGhlciBieXRlcw==                 | base64                 | payload: base64",
        "ffd8ffe000104a46494600                   | hexadecimal text       | the bytes of the image",
        "camera is not ready                      | plain text that begins with 'camera is not ready' | bytes",
        "Camera-Zustand: gestört, bitte prüfen    | plain text             | bytes",
      })
  void namesTextAndTheSettingForIt(String text, String name, String remedy) {
    assertNamed(text.getBytes(UTF_8), RejectionReason.UNKNOWN_FORMAT, "look like " + name, remedy);
    byte[] likeC = (text + "\r\n\0\0").getBytes(UTF_8);
    assertNamed(likeC, RejectionReason.UNKNOWN_FORMAT, "look like " + name, remedy);
  }

  @Test
  void namesBase64OfAWholeImageWithLineBreaks() throws IOException {
    byte[] payload = Base64.getMimeEncoder().encode(image("jpeg"));
    assertNamed(payload, RejectionReason.UNKNOWN_FORMAT, "base64 of a JPEG", "payload: base64");
  }

  @Test
  void namesTheEndOfAnImageAsAChunk() throws IOException {
    for (String format : new String[] {"jpeg", "png"}) {
      byte[] whole = image(format);
      byte[] end = Arrays.copyOfRange(whole, whole.length / 2, whole.length);
      assertNamed(end, RejectionReason.CHUNK, "the end of a", "one message");
    }
  }

  @ParameterizedTest
  @CsvSource({"start", "end", "START 12345", "EOF"})
  void namesTheMarksOfChunks(String text) {
    assertNamed(text.getBytes(UTF_8), RejectionReason.CHUNK, "in chunks", "one message");
  }

  @Test
  void saysThatTheBeginningOfAJpegIsCutOff() throws IOException {
    byte[] whole = image("jpeg");
    for (int bytes : new int[] {4, 100, 400, whole.length / 2, whole.length - 2}) {
      byte[] start = Arrays.copyOf(whole, bytes);
      assertNamed(start, RejectionReason.CORRUPT, "cut off, or it is one chunk of an image");
    }
  }

  @Test
  void namesAnImageBehindOtherBytes() throws IOException {
    byte[] jpeg = image("jpeg");
    byte[] payload = new byte[jpeg.length + 12];
    System.arraycopy(jpeg, 0, payload, 12, jpeg.length);
    assertNamed(payload, RejectionReason.UNKNOWN_FORMAT, "a JPEG behind 12 other bytes");
  }

  @Test
  void namesZeroBytesAndShowsUnknownOnes() {
    assertNamed(new byte[100], RejectionReason.UNKNOWN_FORMAT, "only zero bytes");
    byte[] unknown = HexFormat.of().parseHex("0102030405060708090a");
    assertNamed(unknown, RejectionReason.UNKNOWN_FORMAT, "begin with 0x0102030405060708");
    assertNamed(new byte[] {7}, RejectionReason.UNKNOWN_FORMAT, "begin with 0x07");
    assertNamed(" \n ".getBytes(UTF_8), RejectionReason.UNKNOWN_FORMAT, "white space");
  }

  @Test
  void quotesNothingThatIsNotPrintable() {
    byte[] payload = "a\u00e9\u0085\nb c d".getBytes(ISO_8859_1);
    assertNamed(payload, RejectionReason.UNKNOWN_FORMAT, "begins with 'a???b c d'");
  }
}
