package dev.kizuki.image.decode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A guess at the kind of bytes that no decoder recognises. It serves the message for people only:
 * the guess is made by the first bytes, and decides nothing.
 *
 * @param name the content, for example "a GIF image"
 * @param remedy the action that helps
 * @param isChunk whether the bytes are a part of an image
 */
record ContentGuess(String name, String remedy, boolean isChunk) {
  private static final String SEND_PNG = "send PNG or JPEG";
  private static final String ONE_MESSAGE = "publish each image as one message";
  private static final int MOST_TEXT = 4096;
  private static final int MOST_PREFIX = 64;

  /** Bytes at a place, written in ISO 8859-1; ? stands for any byte. */
  private record Signature(int offset, String bytes, String name) {
    boolean fits(String start) {
      if (start.length() < offset + bytes.length()) {
        return false;
      }
      for (int i = 0; i < bytes.length(); i++) {
        if (bytes.charAt(i) != '?' && bytes.charAt(i) != start.charAt(offset + i)) {
          return false;
        }
      }
      return true;
    }
  }

  /** The file formats that cameras, libraries and web services are known to send. */
  private static final List<Signature> SIGNATURES =
      List.of(
          new Signature(0, "GIF87a", "a GIF image"),
          new Signature(0, "GIF89a", "a GIF image"),
          new Signature(0, "BM????\0\0\0\0", "a BMP image of an old version"),
          new Signature(0, "II*\0", "a TIFF image"),
          new Signature(0, "MM\0*", "a TIFF image"),
          new Signature(0, "II+\0", "a BigTIFF image"),
          new Signature(0, "MM\0+", "a BigTIFF image"),
          new Signature(0, "RIFF????WEBP", "a WebP image"),
          new Signature(0, "RIFF????AVI ", "an AVI video"),
          new Signature(4, "ftypavif", "an AVIF image"),
          new Signature(4, "ftypavis", "an AVIF image"),
          new Signature(4, "ftyphei", "a HEIC image"),
          new Signature(4, "ftyphev", "a HEIC image"),
          new Signature(4, "ftypmif1", "a HEIF image"),
          new Signature(4, "ftypmsf1", "a HEIF image"),
          new Signature(4, "ftyp", "an MP4 video"),
          new Signature(0, "\0\0\0\fjP  ", "a JPEG 2000 image"),
          new Signature(0, "\u00ffO\u00ffQ", "a JPEG 2000 image"),
          new Signature(0, "\0\0\0\fJXL ", "a JPEG XL image"),
          new Signature(0, "\u00ff\n", "a JPEG XL image"),
          new Signature(0, "\0\0\1\0", "an icon (ICO)"),
          new Signature(0, "P5\n", "a PGM image"),
          new Signature(0, "P6\n", "a PPM image"),
          new Signature(0, "P5 ", "a PGM image"),
          new Signature(0, "P6 ", "a PPM image"),
          new Signature(0, "qoif", "a QOI image"),
          new Signature(0, "8BPS", "a Photoshop image"),
          new Signature(0, "\u0093NUMPY", "a NumPy array"),
          new Signature(0, "%PDF", "a PDF document"),
          new Signature(0, "PK\3\4", "a ZIP archive"),
          new Signature(0, "\u001f\u008b", "gzip data"),
          new Signature(0, "\0\0\0\1", "H.264 or H.265 video"),
          new Signature(0, "\u0080\4\u0095", "a Python pickle"));

  /** The first characters of base64 of an image. */
  private static final List<Signature> BASE64 =
      List.of(
          new Signature(0, "/9j/", " of a JPEG"),
          new Signature(0, "_9j_", " of a JPEG"),
          new Signature(0, "iVBORw0KGgo", " of a PNG"),
          new Signature(0, "Qk", " of a BMP"),
          new Signature(0, "UklGR", " of a WebP"),
          new Signature(0, "R0lGOD", " of a GIF"),
          new Signature(0, "SUkqA", " of a TIFF"),
          new Signature(0, "TU0AK", " of a TIFF"));

  private static final Pattern BASE64_TEXT =
      Pattern.compile("[A-Za-z0-9+/_\\-\r\n]{16,}={0,2}\\s*");
  private static final Pattern HEX_TEXT = Pattern.compile("(0x)?[0-9A-Fa-f\\s:]{16,}");
  private static final Pattern TEXT = Pattern.compile("[\\x20-\\x7e\\s\\x80-\\xff]+");
  private static final String PNG_END = "IEND\u00aeB`\u0082";
  private static final String JPEG_END = "\u00ff\u00d9";

  private static ContentGuess image(String name) {
    return new ContentGuess(name, SEND_PNG, false);
  }

  private static ContentGuess other(String name, String remedy) {
    return new ContentGuess(name, remedy, false);
  }

  private static ContentGuess packed(String name, String payload) {
    return other(
        name,
        "send the bytes of the image; or set 'payload: %s' for this topic in mqtt.images"
            .formatted(payload));
  }

  /**
   * Guesses what bytes are.
   *
   * @param bytes the payload, not empty
   * @return the guess; empty if there is none
   */
  static Optional<ContentGuess> of(byte[] bytes) {
    String start = text(bytes, 0, Math.min(bytes.length, MOST_TEXT));
    for (Signature signature : SIGNATURES) {
      if (signature.fits(start)) {
        return Optional.of(image(signature.name));
      }
    }
    // the end tells more than the start: a chunk may begin with any byte
    Optional<ContentGuess> part =
        part(start, text(bytes, Math.max(0, bytes.length - 16), bytes.length));
    if (part.isPresent()) {
      return part;
    }
    // a device in C sends the zero byte at the end of a text
    String stripped = start.replaceFirst("\0+$", "").replaceFirst("^\u00ef\u00bb\u00bf", "");
    return TEXT.matcher(stripped).matches() ? Optional.of(ofText(stripped.strip())) : zeros(bytes);
  }

  private static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, ISO_8859_1);
  }

  private static Optional<ContentGuess> part(String start, String end) {
    int jpeg = start.indexOf("\u00ff\u00d8\u00ff");
    if (jpeg > 0 && jpeg <= MOST_PREFIX) {
      return Optional.of(
          other("a JPEG behind %d other bytes".formatted(jpeg), "send the image without them"));
    }
    int png = start.indexOf("\u0089PNG\r\n");
    if (png > 0 && png <= MOST_PREFIX) {
      return Optional.of(
          other("a PNG behind %d other bytes".formatted(png), "send the image without them"));
    }
    if (end.endsWith(JPEG_END)) {
      return Optional.of(new ContentGuess("the end of a JPEG", ONE_MESSAGE, true));
    }
    if (end.contains(PNG_END)) {
      return Optional.of(new ContentGuess("the end of a PNG", ONE_MESSAGE, true));
    }
    return Optional.empty();
  }

  private static ContentGuess ofText(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith("data:")) {
      return packed("a data URI", "data-uri");
    }
    if (lower.startsWith("<!doctype html") || lower.startsWith("<html")) {
      return other("an HTML page", "publish the image, not the page that shows it or an error");
    }
    if (lower.startsWith("<svg") || lower.startsWith("<?xml")) {
      return image("XML or SVG");
    }
    if (text.startsWith("{") || text.startsWith("[")) {
      return packed("JSON", "json");
    }
    if (lower.matches("(?s)(https?|ftp|s3|file)://.*")) {
      return other("the address of an image", "send the image itself");
    }
    if (lower.matches("(start|begin|end|eof|done)\\b.{0,40}")) {
      return new ContentGuess(
          "the mark '%s' of an image in chunks".formatted(quoted(text)), ONE_MESSAGE, true);
    }
    if (HEX_TEXT.matcher(text).matches()) {
      return other("hexadecimal text", "send the bytes of the image");
    }
    if (BASE64_TEXT.matcher(text).matches()) {
      String of =
          BASE64.stream().filter(one -> one.fits(text)).findFirst().map(Signature::name).orElse("");
      return packed("base64" + of, "base64");
    }
    return text.isEmpty()
        ? other("white space", "send the bytes of the image")
        : other(
            "plain text that begins with '%s'".formatted(quoted(text)),
            "send the bytes of the image");
  }

  private static String quoted(String text) {
    return text.substring(0, Math.min(text.length(), 20)).replaceAll("[^\\x20-\\x7e]", "?");
  }

  private static Optional<ContentGuess> zeros(byte[] bytes) {
    for (byte b : bytes) {
      if (b != 0) {
        return Optional.empty();
      }
    }
    return Optional.of(other("only zero bytes", "look whether the device took an image at all"));
  }
}
