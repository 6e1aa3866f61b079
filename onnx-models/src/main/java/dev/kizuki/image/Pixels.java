package dev.kizuki.image;

/**
 * A decoded image: unsigned 8-bit samples, planar (C, H, W), row-major.
 *
 * <p>A decoder reuses its pixels: the next call overwrites them.
 */
public final class Pixels implements Decoding {
  private int channels;
  private int height;
  private int width;
  private byte[] samples = {};

  /** Creates an empty image; a decoder gives it a size with {@link #reshape}. */
  public Pixels() {}

  /**
   * Creates an image from samples.
   *
   * @param channels 1 (gray) or 3 (red, green, blue)
   * @param samples (C, H, W), uint8, row-major; not copied
   * @throws IllegalArgumentException if there are not {@code channels * height * width} samples
   */
  public Pixels(int channels, int height, int width, byte[] samples) {
    if (samples.length != channels * height * width) {
      throw new IllegalArgumentException(
          "expected %d x %d x %d samples, got %d"
              .formatted(channels, height, width, samples.length));
    }
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.samples = samples;
  }

  /**
   * Changes the size. The samples are undefined until they are written.
   *
   * @param channels 1 (gray) or 3 (red, green, blue)
   */
  public void reshape(int channels, int height, int width) {
    int size = Math.multiplyExact(channels, Math.multiplyExact(height, width));
    if (samples.length < size) {
      samples = new byte[size];
    }
    this.channels = channels;
    this.height = height;
    this.width = width;
  }

  /** Returns 1 (gray) or 3 (red, green, blue). */
  public int channels() {
    return channels;
  }

  public int height() {
    return height;
  }

  public int width() {
    return width;
  }

  /** Returns the number of samples, {@code channels * height * width}. */
  public int size() {
    return channels * height * width;
  }

  /**
   * Returns the samples, (C, H, W), uint8; not copied. Only the first {@link #size()} belong to
   * this image.
   */
  public byte[] samples() {
    return samples;
  }

  /** Returns one sample, 0 to 255. */
  public int sample(int channel, int row, int column) {
    return samples[(channel * height + row) * width + column] & 0xff;
  }
}
