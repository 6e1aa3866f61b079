package dev.kizuki.model;

import dev.kizuki.image.Pixels;
import java.util.Arrays;

/**
 * Scales an image: each target pixel is the mean of the source area that it covers. It scales one
 * axis after the other.
 *
 * <p>The result decides a score, so it must not depend on the platform; AWT's scaling does.
 */
final class AreaAverage {
  private AreaAverage() {}

  static Pixels scale(Pixels source, int height, int width) {
    byte[] samples = new byte[source.channels() * height * width];
    float[] columns = new float[source.height() * width];
    Axis across = new Axis(source.width(), width);
    Axis down = new Axis(source.height(), height);
    for (int channel = 0; channel < source.channels(); channel++) {
      int from = channel * source.height() * source.width();
      for (int row = 0; row < source.height(); row++) {
        int start = from + row * source.width();
        if (across.isWhole()) {
          scaleRowByWhole(source.samples(), start, across, columns, row * width);
        } else {
          scaleRow(source.samples(), start, across, columns, row * width);
        }
      }
      scaleColumns(columns, width, down, samples, channel * height * width);
    }
    return new Pixels(source.channels(), height, width, samples);
  }

  /**
   * Scales both axes down by a whole factor. The last row and column average what is left of the
   * image.
   */
  static Pixels shrink(Pixels source, int factor) {
    if (factor == 1) {
      return source;
    }
    int height = (source.height() + factor - 1) / factor;
    int width = (source.width() + factor - 1) / factor;
    byte[] samples = new byte[source.channels() * height * width];
    int[] sums = new int[source.width()];
    int i = 0;
    for (int channel = 0; channel < source.channels(); channel++) {
      for (int row = 0; row < height; row++) {
        int end = Math.min(source.height(), (row + 1) * factor);
        Arrays.fill(sums, 0);
        for (int y = row * factor; y < end; y++) {
          addRow(source, (channel * source.height() + y) * source.width(), sums);
        }
        for (int left = 0; left < sums.length; left += factor) {
          int right = Math.min(sums.length, left + factor);
          int sum = 0;
          for (int x = left; x < right; x++) {
            sum += sums[x];
          }
          int count = (end - row * factor) * (right - left);
          samples[i++] = (byte) ((sum + count / 2) / count);
        }
      }
    }
    return new Pixels(source.channels(), height, width, samples);
  }

  private static void addRow(Pixels source, int start, int[] sums) {
    byte[] samples = source.samples();
    for (int x = 0; x < sums.length; x++) {
      sums[x] += samples[start + x] & 0xff;
    }
  }

  private static void scaleRow(byte[] source, int start, Axis axis, float[] target, int newStart) {
    for (int i = 0; i < axis.newLength; i++) {
      double left = axis.left(i);
      double right = axis.right(i);
      int first = (int) left;
      int last = (int) Math.ceil(right) - 1;
      double sum = Axis.covered(first, left, right) * (source[start + first] & 0xff);
      for (int j = first + 1; j < last; j++) {
        sum += source[start + j] & 0xff;
      }
      if (last > first) {
        sum += Axis.covered(last, left, right) * (source[start + last] & 0xff);
      }
      target[newStart + i] = (float) (sum / (right - left));
    }
  }

  /** Does the same as {@link #scaleRow} for a whole ratio: the sums are whole numbers, so exact. */
  private static void scaleRowByWhole(
      byte[] source, int start, Axis axis, float[] target, int newStart) {
    int ratio = (int) axis.ratio;
    int at = start;
    for (int i = 0; i < axis.newLength; i++) {
      int sum = 0;
      for (int end = at + ratio; at < end; at++) {
        sum += source[at] & 0xff;
      }
      target[newStart + i] = (float) ((double) sum / ratio);
    }
  }

  /** Scales all columns at once, row after row, because memory is read faster along rows. */
  private static void scaleColumns(
      float[] source, int width, Axis axis, byte[] target, int newStart) {
    double[] sums = new double[width];
    for (int i = 0; i < axis.newLength; i++) {
      double left = axis.left(i);
      double right = axis.right(i);
      Arrays.fill(sums, 0);
      for (int j = (int) left; j < right; j++) {
        double covered = Axis.covered(j, left, right);
        for (int column = 0; column < width; column++) {
          sums[column] += covered * source[j * width + column];
        }
      }
      for (int column = 0; column < width; column++) {
        float mean = (float) (sums[column] / (right - left));
        target[newStart + i * width + column] = (byte) Math.round(mean);
      }
    }
  }

  /** Which source samples each target sample covers, along one axis. */
  private static final class Axis {
    private final int length;
    private final int newLength;
    private final double ratio;

    Axis(int length, int newLength) {
      this.length = length;
      this.newLength = newLength;
      this.ratio = (double) length / newLength;
    }

    boolean isWhole() {
      return length % newLength == 0;
    }

    double left(int i) {
      return i * ratio;
    }

    double right(int i) {
      return Math.min(length, (i + 1) * ratio);
    }

    /** Returns the covered share of source sample j. */
    static double covered(int j, double left, double right) {
      return Math.min(j + 1, right) - Math.max(j, left);
    }
  }
}
