package dev.kizuki.image;

/**
 * The largest image that is decoded. Decoders check it before they allocate memory for the pixels.
 *
 * @param maxBytes the most bytes of an encoded image
 * @param maxPixels the most pixels, width times height
 */
public record ImageLimits(int maxBytes, long maxPixels) {
  /**
   * The service's default for images from a network: 900 KiB, below Kafka's limit of 1 MiB for a
   * record, and 16 megapixels. The configuration can raise it.
   */
  public static final ImageLimits DEFAULT = new ImageLimits(900 * 1024, 16_000_000);

  /**
   * The limits for a user's own files, the same in every command: 256 MiB and 256 megapixels. No
   * camera exceeds them; a damaged header may.
   */
  public static final ImageLimits LOCAL_FILES = new ImageLimits(256 << 20, 256_000_000);

  public ImageLimits {
    if (maxBytes <= 0) {
      throw new IllegalArgumentException("maxBytes must be positive, was " + maxBytes);
    }
    if (maxPixels <= 0 || maxPixels > Integer.MAX_VALUE / 4) {
      throw new IllegalArgumentException(
          "maxPixels must be between 1 and %d, was %d".formatted(Integer.MAX_VALUE / 4, maxPixels));
    }
  }

  /** Returns whether an image of this size may be decoded. */
  public boolean allowsPixels(int width, int height) {
    return (long) width * height <= maxPixels;
  }

  /** Returns the rejection of an image of this size. */
  public Rejection tooManyPixels(int width, int height) {
    return new Rejection(
        RejectionReason.TOO_MANY_PIXELS,
        "%d x %d pixels, the limit is %d in all".formatted(width, height, maxPixels));
  }
}
