package dev.kizuki.image.decode;

import dev.kizuki.image.Decoding;
import dev.kizuki.image.Dimensions;
import dev.kizuki.image.ImageFormat;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.Orientation;
import dev.kizuki.image.Pixels;
import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.image.bmp.BmpFormat;
import dev.kizuki.image.jpeg.JpegFormat;
import dev.kizuki.image.png.PngFormat;
import dev.kizuki.image.raw.RawFormat;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Decodes images: finds the format by the first bytes and decodes within limits. Raw pixels have no
 * header: a payload is raw if its length matches and no other format recognises it. Images are
 * turned upright as their Exif orientation says.
 *
 * <p>Holds reusable readers and buffers. Not thread-safe: use one per thread.
 */
public final class ImageDecoder {
  private static final int SHOWN_BYTES = 8;

  private final ImageLimits limits;
  private final List<ImageFormat> formats;
  private final Pixels turned = new Pixels();

  /**
   * Creates a decoder of PNG, JPEG, BMP and raw pixels.
   *
   * @param raw the shape of raw images
   */
  public ImageDecoder(ImageLimits limits, RawFormat raw) {
    this.limits = limits;
    this.formats = List.of(new PngFormat(), new JpegFormat(), new BmpFormat(), raw);
  }

  /** Creates a decoder of PNG, JPEG and BMP only. */
  public ImageDecoder(ImageLimits limits) {
    this.limits = limits;
    this.formats = List.of(new PngFormat(), new JpegFormat(), new BmpFormat());
  }

  /**
   * Decodes a payload. No payload causes an exception.
   *
   * @return the pixels, which are valid until the next call, or a rejection
   */
  public Decoding decode(byte[] payload) {
    if (payload.length == 0) {
      return new Rejection(RejectionReason.EMPTY, "the payload has no bytes");
    }
    if (payload.length > limits.maxBytes()) {
      return new Rejection(
          RejectionReason.TOO_MANY_BYTES,
          "%d bytes, the limit is %d".formatted(payload.length, limits.maxBytes()));
    }
    return format(payload)
        .map(format -> upright(format.decode(payload, limits), format.orientation(payload)))
        .orElseGet(() -> unknown(payload));
  }

  /** Returns how {@link #decode} turns a payload, by its Exif data. No payload throws. */
  public Orientation orientation(byte[] payload) {
    return format(payload).map(format -> format.orientation(payload)).orElse(Orientation.UPRIGHT);
  }

  /**
   * Returns the bits of one sample of an encoded payload, as its header declares them; 8 if it has
   * no header. No payload throws.
   */
  public int bitDepth(byte[] payload) {
    return format(payload).map(format -> format.bitDepth(payload)).orElse(Byte.SIZE);
  }

  /** Returns whether a payload is decoded as raw pixels. */
  public boolean isRaw(byte[] payload) {
    return format(payload).filter(RawFormat.class::isInstance).isPresent();
  }

  private Optional<ImageFormat> format(byte[] payload) {
    for (ImageFormat format : formats) {
      if (format.recognises(payload)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }

  private Decoding upright(Decoding decoding, Orientation orientation) {
    if (orientation == Orientation.UPRIGHT || !(decoding instanceof Pixels pixels)) {
      return decoding;
    }
    orientation.turn(pixels, turned);
    return turned;
  }

  /**
   * Reads the size that {@link #decode} gives an image from its header, without decoding. No
   * payload causes an exception.
   *
   * @return the size; empty if the payload is beyond the limits or of no known format, or if only
   *     decoding can tell its size
   */
  public Optional<Dimensions> dimensions(byte[] payload) {
    if (payload.length > limits.maxBytes()) {
      return Optional.empty();
    }
    return formats.stream()
        .filter(format -> format.recognises(payload))
        .findFirst()
        .flatMap(
            format ->
                format.dimensions(payload).map(size -> format.orientation(payload).turn(size)))
        .filter(size -> limits.allowsPixels(size.width(), size.height()));
  }

  private Rejection unknown(byte[] payload) {
    String detail =
        "%d bytes that are neither %s"
            .formatted(
                payload.length,
                String.join(" nor ", formats.stream().map(ImageFormat::name).toList()));
    return ContentGuess.of(payload)
        .map(
            guess ->
                new Rejection(
                    guess.isChunk() ? RejectionReason.CHUNK : RejectionReason.UNKNOWN_FORMAT,
                    "%s; they look like %s: %s".formatted(detail, guess.name(), guess.remedy())))
        .orElseGet(
            () ->
                new Rejection(
                    RejectionReason.UNKNOWN_FORMAT,
                    "%s; they begin with 0x%s"
                        .formatted(
                            detail,
                            HexFormat.of()
                                .formatHex(payload, 0, Math.min(payload.length, SHOWN_BYTES)))));
  }
}
