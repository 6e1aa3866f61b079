package dev.kizuki.image;

import java.util.Optional;

/**
 * Decodes one image format. An instance holds reusable readers and buffers and is not thread-safe:
 * use one per thread.
 *
 * <p>To add a format: implement this interface in a package of its own, add the class to {@code
 * ImageDecoder}, and extend {@code ImageFormatContract} in its test.
 */
public interface ImageFormat {
  /** Returns the name of the format, for example "PNG". */
  String name();

  /** Returns whether the payload starts like this format. The rest may still be damaged. */
  boolean recognises(byte[] payload);

  /**
   * Returns how a payload that this format recognises must be turned. No payload causes an
   * exception. {@link #decode} does not turn the image.
   */
  default Orientation orientation(byte[] payload) {
    return Orientation.UPRIGHT;
  }

  /**
   * Returns the bits of one sample in a payload that this format recognises, as its header declares
   * them. No payload causes an exception. {@link #decode} keeps the upper 8 bits.
   */
  default int bitDepth(byte[] payload) {
    return Byte.SIZE;
  }

  /**
   * Reads the size from the header of a payload that this format recognises. The rest of the image
   * may still be damaged. No payload causes an exception.
   *
   * @return the size that {@link #decode} would give; empty if only decoding can tell it
   */
  Optional<Dimensions> dimensions(byte[] payload);

  /**
   * Decodes a payload that this format recognises. No payload causes an exception.
   *
   * @return the pixels, which are valid until the next call, or a rejection
   */
  Decoding decode(byte[] payload, ImageLimits limits);
}
