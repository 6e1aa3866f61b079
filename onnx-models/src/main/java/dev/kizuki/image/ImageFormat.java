package dev.kizuki.image;

/**
 * One image format. An instance holds reusable readers and buffers: one per thread.
 *
 * <p>To add a format: implement this in a package of its own, add it to {@link ImageDecoder}, and
 * extend {@code ImageFormatContract} in its test.
 */
public interface ImageFormat {
  /** The name of the format, as in "PNG". */
  String name();

  /** Whether the payload starts as this format does; its rest may still be damaged. */
  boolean recognises(byte[] payload);

  /**
   * Decodes a payload that this format recognises.
   *
   * @return the pixels, valid until the next call, or why there are none; nothing is thrown for any
   *     payload whatever
   */
  Decoding decode(byte[] payload, ImageLimits limits);
}
