package dev.kizuki.trainer.defect;

/** A piece of an image: samples (C, H, W), float32, row-major. Samples of images lie in [0, 1]. */
public final class Patch {
  private final int channels;
  private final int height;
  private final int width;
  private final float[] samples;

  /**
   * @param channels C
   * @param height H, in pixels
   * @param width W, in pixels
   * @param samples C x H x W values; not copied
   */
  public Patch(int channels, int height, int width, float[] samples) {
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

  public int channels() {
    return channels;
  }

  public int height() {
    return height;
  }

  public int width() {
    return width;
  }

  /** Returns the samples; not copied. */
  public float[] samples() {
    return samples;
  }

  /** Returns a piece with all samples 0. */
  public static Patch empty(int channels, int height, int width) {
    return new Patch(channels, height, width, new float[channels * height * width]);
  }

  public Patch copy() {
    return new Patch(channels, height, width, samples.clone());
  }

  /** Returns the index of a sample. */
  public int index(int channel, int row, int column) {
    return (channel * height + row) * width + column;
  }

  /** Copies a region. Beyond the border the piece is mirrored. */
  public Patch region(int top, int left, int rows, int columns) {
    Patch region = empty(channels, rows, columns);
    int i = 0;
    for (int channel = 0; channel < channels; channel++) {
      for (int row = 0; row < rows; row++) {
        int from = index(channel, BoxMean.mirrored(top + row, height), 0);
        for (int column = 0; column < columns; column++) {
          region.samples[i++] = samples[from + BoxMean.mirrored(left + column, width)];
        }
      }
    }
    return region;
  }

  /** Returns the mean of the squares around each sample. */
  Patch mean(int side) {
    return new Patch(channels, height, width, BoxMean.of(samples, channels, height, width, side));
  }
}
