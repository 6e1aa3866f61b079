package dev.kizuki.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.kizuki.image.Pixels;
import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Turns decoded pixels into the model's input, (C, H, W), uint8. Training and serving share this
 * code. Further steps, such as scaling to 0..1 and binarisation, are part of the model's graph.
 *
 * @param channels 1 (gray) or 3 (red, green, blue)
 * @param height the height of the input, in pixels
 * @param width the width of the input, in pixels
 * @param resize the treatment of images of another size
 * @param alignment turns images so that a part always lies the same way; images without a part are
 *     treated as {@code resize} says. Empty for most models. Older model files do not have it.
 */
public record Preprocessing(
    int channels,
    int height,
    int width,
    Resize resize,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<Alignment> alignment) {
  /** Creates a preprocessing without alignment. */
  public Preprocessing(int channels, int height, int width, Resize resize) {
    this(channels, height, width, resize, Optional.empty());
  }

  public Preprocessing {
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("channels must be 1 or 3, was " + channels);
    }
    if (height <= 0 || width <= 0) {
      throw new IllegalArgumentException(
          "height and width must be positive, were %d and %d".formatted(height, width));
    }
  }

  /** Returns a participle for images of other sizes, such as "scaled". */
  public String effect() {
    return alignment.isPresent()
        ? "aligned by the part that they show; without a part they are " + resize.effect()
        : resize.effect();
  }

  /** Returns the number of samples of one input, C x H x W. */
  public int size() {
    return channels * height * width;
  }

  /**
   * Converts an image and writes it as one input.
   *
   * @param target receives {@link #size()} bytes at its position
   * @return a rejection if the image has another size and {@code resize} is {@link Resize#NONE};
   *     nothing is written then
   */
  public Optional<Rejection> write(Pixels pixels, ByteBuffer target) {
    Optional<Pixels> aligned = alignment.flatMap(each -> each.align(pixels, height, width));
    if (aligned.isPresent()) {
      writeChannels(aligned.get(), target);
      return Optional.empty();
    }
    boolean fits = pixels.height() == height && pixels.width() == width;
    if (!fits && resize == Resize.NONE) {
      return Optional.of(
          new Rejection(
              RejectionReason.WRONG_SIZE,
              "%d x %d pixels, the model takes %d x %d"
                  .formatted(pixels.width(), pixels.height(), width, height)));
    }
    writeChannels(new Canvas(height, width).resize(pixels, resize), target);
    return Optional.empty();
  }

  /**
   * Brings a mask to the size of the input, by the way that {@link #write} takes for its image.
   *
   * @param image the image that the mask belongs to
   * @param mask (1, height, width), of the same size as the image
   * @return (1, H, W); places that the image does not cover are 0 if the image is aligned or
   *     padded. Empty if {@link #write} rejects the image.
   */
  public Optional<Pixels> frameMask(Pixels image, Pixels mask) {
    if (mask.height() != image.height() || mask.width() != image.width()) {
      throw new IllegalArgumentException(
          "the mask has %d x %d pixels, its image %d x %d"
              .formatted(mask.width(), mask.height(), image.width(), image.height()));
    }
    Optional<Pixels> aligned =
        alignment.flatMap(each -> each.alignMask(image, mask, height, width));
    if (aligned.isPresent()) {
      return aligned;
    }
    boolean fits = image.height() == height && image.width() == width;
    return !fits && resize == Resize.NONE
        ? Optional.empty()
        : Optional.of(new Canvas(height, width).resize(mask, resize));
  }

  private void writeChannels(Pixels pixels, ByteBuffer target) {
    int plane = height * width;
    if (pixels.channels() == channels) {
      target.put(pixels.samples(), 0, size());
    } else if (channels == 3) {
      for (int channel = 0; channel < 3; channel++) {
        target.put(pixels.samples(), 0, plane);
      }
    } else {
      for (int i = 0; i < plane; i++) {
        target.put((byte) luma(pixels.samples(), i, plane));
      }
    }
  }

  /** Returns the luma of a pixel by ITU-R BT.601: 0.299 R + 0.587 G + 0.114 B, rounded. */
  private static int luma(byte[] samples, int i, int plane) {
    int red = samples[i] & 0xff;
    int green = samples[i + plane] & 0xff;
    int blue = samples[i + 2 * plane] & 0xff;
    return (299 * red + 587 * green + 114 * blue + 500) / 1000;
  }
}
