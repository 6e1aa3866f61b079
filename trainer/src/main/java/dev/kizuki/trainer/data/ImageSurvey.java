package dev.kizuki.trainer.data;

import dev.kizuki.image.Orientation;
import dev.kizuki.image.Pixels;
import dev.kizuki.image.decode.ImageDecoder;
import java.util.OptionalInt;

/** Collects the properties of the normal images that decide how they are preprocessed. */
final class ImageSurvey {
  private static final int DEEP = 16;

  private final ImageDecoder decoder;
  private final AlignRule align;
  private final ImageSizes sizes = new ImageSizes();
  private final PartSurvey parts = new PartSurvey();
  private int turned;

  /** The largest upper byte of the 16-bit images; -1 without such an image. */
  private int largestUpperByte = -1;

  ImageSurvey(ImageDecoder decoder, AlignRule align) {
    this.decoder = decoder;
    this.align = align;
  }

  /**
   * Adds an image.
   *
   * @param payload the encoded image
   * @param pixels the decoded image
   */
  void add(byte[] payload, Pixels pixels) {
    sizes.add(pixels.width(), pixels.height());
    turned += decoder.orientation(payload) == Orientation.UPRIGHT ? 0 : 1;
    if (align != AlignRule.NONE) {
      parts.add(pixels);
    }
    if (decoder.bitDepth(payload) == DEEP) {
      for (int i = 0; i < pixels.size(); i++) {
        largestUpperByte = Math.max(largestUpperByte, pixels.samples()[i] & 0xff);
      }
    }
  }

  ImageSizes sizes() {
    return sizes;
  }

  PartSurvey parts() {
    return parts;
  }

  /** Returns the number of images that were turned upright by their Exif orientation. */
  int turned() {
    return turned;
  }

  /** Returns the bits that the samples of the 16-bit images use, 8 to 16; empty without them. */
  OptionalInt usedBits() {
    if (largestUpperByte < 0) {
      return OptionalInt.empty();
    }
    int upperBits = Integer.SIZE - Integer.numberOfLeadingZeros(largestUpperByte);
    return OptionalInt.of(Byte.SIZE + upperBits);
  }
}
