package dev.kizuki.image;

import dev.kizuki.image.jpeg.JpegFormat;
import dev.kizuki.image.png.PngFormat;
import dev.kizuki.image.raw.RawFormat;
import java.util.List;

/**
 * Bytes to pixels: finds the format by the first bytes and decodes under limits. Raw pixels of the
 * expected shape have no header; they are what has exactly the expected length and no known start.
 *
 * <p>Holds readers and buffers: one per thread.
 */
public final class ImageDecoder {
  private final ImageLimits limits;
  private final List<ImageFormat> formats;

  /**
   * @param raw the shape of images that come as raw pixels
   */
  public ImageDecoder(ImageLimits limits, RawFormat raw) {
    this.limits = limits;
    this.formats = List.of(new PngFormat(), new JpegFormat(), raw);
  }

  /** For images that all have a header. */
  public ImageDecoder(ImageLimits limits) {
    this.limits = limits;
    this.formats = List.of(new PngFormat(), new JpegFormat());
  }

  /** The pixels, valid until the next call, or why there are none. Throws for no payload. */
  public Decoding decode(byte[] payload) {
    if (payload.length == 0) {
      return new Rejection(RejectionReason.EMPTY, "the payload has no bytes");
    }
    if (payload.length > limits.maxBytes()) {
      return new Rejection(
          RejectionReason.TOO_MANY_BYTES,
          "%d bytes, the limit is %d".formatted(payload.length, limits.maxBytes()));
    }
    for (ImageFormat format : formats) {
      if (format.recognises(payload)) {
        return format.decode(payload, limits);
      }
    }
    return new Rejection(
        RejectionReason.UNKNOWN_FORMAT,
        "%d bytes that are neither %s"
            .formatted(
                payload.length,
                String.join(" nor ", formats.stream().map(ImageFormat::name).toList())));
  }
}
