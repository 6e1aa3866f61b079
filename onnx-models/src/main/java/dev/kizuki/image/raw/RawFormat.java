package dev.kizuki.image.raw;

import dev.kizuki.image.Decoding;
import dev.kizuki.image.Dimensions;
import dev.kizuki.image.ImageFormat;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.Pixels;
import java.util.Optional;

/** Decodes raw pixels: exactly C x H x W samples, uint8, planar, row-major, without a header. */
public final class RawFormat implements ImageFormat {
  private final int channels;
  private final int height;
  private final int width;
  private final Pixels pixels = new Pixels();

  /**
   * @param channels 1 (gray) or 3 (red, green, blue)
   * @param height the height, in pixels
   * @param width the width, in pixels
   */
  public RawFormat(int channels, int height, int width) {
    this.channels = channels;
    this.height = height;
    this.width = width;
  }

  @Override
  public String name() {
    return "%d raw bytes (%d x %d x %d)"
        .formatted(channels * height * width, channels, height, width);
  }

  @Override
  public boolean recognises(byte[] payload) {
    return payload.length == channels * height * width;
  }

  @Override
  public Optional<Dimensions> dimensions(byte[] payload) {
    return Optional.of(new Dimensions(width, height));
  }

  @Override
  public Decoding decode(byte[] payload, ImageLimits limits) {
    if (!limits.allowsPixels(width, height)) {
      return limits.tooManyPixels(width, height);
    }
    pixels.reshape(channels, height, width);
    System.arraycopy(payload, 0, pixels.samples(), 0, payload.length);
    return pixels;
  }
}
