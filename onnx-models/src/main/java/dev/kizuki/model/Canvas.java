package dev.kizuki.model;

import dev.kizuki.image.Pixels;

/** Brings an image to the size of a model, as a {@link Resize} says. */
final class Canvas {
  private final int height;
  private final int width;

  /**
   * @param height the height of the model's input, in pixels
   * @param width the width of the model's input, in pixels
   */
  Canvas(int height, int width) {
    this.height = height;
    this.width = width;
  }

  /** Returns the image in the model's size. It may be the source itself. */
  Pixels resize(Pixels source, Resize resize) {
    boolean fits = source.height() == height && source.width() == width;
    return switch (resize) {
      case NONE, STRETCH -> fits ? source : AreaAverage.scale(source, height, width);
      case FIT -> fits ? source : fillWithMirrorImages(shrinkToFit(source));
      case PAD -> pad(fits ? source : shrinkToFit(source));
      case CROP -> fits ? source : AreaAverage.scale(middle(source), height, width);
    };
  }

  private Pixels shrinkToFit(Pixels source) {
    double scale = Math.min((double) height / source.height(), (double) width / source.width());
    int rows = Math.max(1, Math.min(height, (int) Math.round(source.height() * scale)));
    int columns = Math.max(1, Math.min(width, (int) Math.round(source.width() * scale)));
    return AreaAverage.scale(source, rows, columns);
  }

  private Pixels empty(int channels) {
    return new Pixels(channels, height, width, new byte[channels * height * width]);
  }

  /** Places the image in the upper left corner of a black one; see {@link Resize#PAD}. */
  private Pixels pad(Pixels source) {
    Pixels padded = empty(source.channels());
    byte[] samples = padded.samples();
    for (int channel = 0; channel < source.channels(); channel++) {
      for (int row = 0; row < source.height(); row++) {
        int start = (channel * height + row) * width;
        for (int column = 0; column < source.width(); column++) {
          samples[start + column] = (byte) Math.max(1, source.sample(channel, row, column));
        }
      }
    }
    return padded;
  }

  /** Places the image in the upper left corner and fills the rest with its mirror images. */
  private Pixels fillWithMirrorImages(Pixels source) {
    Pixels filled = empty(source.channels());
    byte[] samples = filled.samples();
    int i = 0;
    for (int channel = 0; channel < source.channels(); channel++) {
      for (int row = 0; row < height; row++) {
        int sourceRow = mirroredPosition(row, source.height());
        for (int column = 0; column < width; column++) {
          samples[i++] =
              (byte) source.sample(channel, sourceRow, mirroredPosition(column, source.width()));
        }
      }
    }
    return filled;
  }

  /** Returns the source position for a target position; every second repetition runs backwards. */
  private static int mirroredPosition(int position, int length) {
    int within = position % (2 * length);
    return within < length ? within : 2 * length - 1 - within;
  }

  /** Cuts out the largest middle part with the model's aspect ratio, to the nearest pixel. */
  private Pixels middle(Pixels source) {
    double scale = Math.max((double) height / source.height(), (double) width / source.width());
    int rows = Math.max(1, Math.min(source.height(), (int) Math.round(height / scale)));
    int columns = Math.max(1, Math.min(source.width(), (int) Math.round(width / scale)));
    int top = (source.height() - rows) / 2;
    int left = (source.width() - columns) / 2;
    byte[] samples = new byte[source.channels() * rows * columns];
    for (int channel = 0; channel < source.channels(); channel++) {
      for (int row = 0; row < rows; row++) {
        System.arraycopy(
            source.samples(),
            (channel * source.height() + top + row) * source.width() + left,
            samples,
            (channel * rows + row) * columns,
            columns);
      }
    }
    return new Pixels(source.channels(), rows, columns, samples);
  }
}
