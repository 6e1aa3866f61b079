package dev.kizuki.stream.camera;

import java.util.Base64;

/** The usual thumbnail of a camera: an exponentially weighted mean. Not thread-safe. */
final class Reference {
  private static final int SIDE = Picture.SIDE;

  /** The largest shift that is searched, in pixels of the thumbnail. */
  private static final int REACH = 10;

  /** A thumbnail with less variance, in squared gray levels, shows no place. */
  private static final double FLAT = 1;

  /** A reference out of a store weighs as much as this number of thumbnails. */
  private static final int KNOWN = 1_000_000;

  private final float[] mean = new float[SIDE * SIDE];
  private int count;

  /**
   * @param base64 what {@link #base64} returned; empty for no reference
   */
  Reference(String base64) {
    byte[] bytes = Base64.getDecoder().decode(base64);
    if (bytes.length == mean.length) {
      count = KNOWN;
      for (int i = 0; i < mean.length; i++) {
        mean[i] = bytes[i] & 0xff;
      }
    }
  }

  /**
   * Learns one thumbnail.
   *
   * @param weight the weight of the thumbnail, 0 to 1; the first ones weigh more
   */
  void learn(byte[] thumbnail, double weight) {
    count = Math.min(count + 1, KNOWN);
    float step = (float) Math.max(weight, 1.0 / count);
    for (int i = 0; i < mean.length; i++) {
      mean[i] += step * ((thumbnail[i] & 0xff) - mean[i]);
    }
  }

  /** Returns the number of thumbnails that were learned; at most one million. */
  int count() {
    return count;
  }

  void forget() {
    count = 0;
  }

  /** Returns the correlation with a thumbnail, -1 to 1; 0 if one of them is flat. */
  double similarity(byte[] thumbnail) {
    return similarity(thumbnail, 0, 0);
  }

  /** Returns the greatest correlation with a thumbnail that is shifted by at least one pixel. */
  double shiftedSimilarity(byte[] thumbnail) {
    double best = -1;
    for (int down = -REACH; down <= REACH; down++) {
      for (int right = -REACH; right <= REACH; right++) {
        if (down != 0 || right != 0) {
          best = Math.max(best, similarity(thumbnail, down, right));
        }
      }
    }
    return best;
  }

  /**
   * Returns the shift of a thumbnail with the greatest correlation: rows down and columns to the
   * right, in pixels of the thumbnail; 0 and 0 if no shift is better than none.
   */
  int[] bestShift(byte[] thumbnail) {
    int[] best = {0, 0};
    double most = similarity(thumbnail);
    for (int down = -REACH; down <= REACH; down++) {
      for (int right = -REACH; right <= REACH; right++) {
        double similar = similarity(thumbnail, down, right);
        if (similar > most) {
          most = similar;
          best = new int[] {down, right};
        }
      }
    }
    return best;
  }

  /** Pearson's correlation of the overlap. */
  private double similarity(byte[] thumbnail, int down, int right) {
    double sumA = 0;
    double sumB = 0;
    double sumAa = 0;
    double sumBb = 0;
    double sumAb = 0;
    int rows = SIDE - Math.abs(down);
    int columns = SIDE - Math.abs(right);
    for (int row = 0; row < rows; row++) {
      int from = (row + Math.max(0, -down)) * SIDE + Math.max(0, -right);
      int to = (row + Math.max(0, down)) * SIDE + Math.max(0, right);
      for (int column = 0; column < columns; column++) {
        double a = mean[from + column];
        double b = thumbnail[to + column] & 0xff;
        sumA += a;
        sumB += b;
        sumAa += a * a;
        sumBb += b * b;
        sumAb += a * b;
      }
    }
    double n = (double) rows * columns;
    double varianceA = sumAa / n - sumA / n * (sumA / n);
    double varianceB = sumBb / n - sumB / n * (sumB / n);
    if (varianceA < FLAT || varianceB < FLAT) {
      return 0;
    }
    return (sumAb / n - sumA / n * (sumB / n)) / Math.sqrt(varianceA * varianceB);
  }

  /** Returns the samples, rounded to uint8, as base64; empty if there is no reference. */
  String base64() {
    return count == 0 ? "" : Base64.getEncoder().encodeToString(samples());
  }

  /** Returns the samples, rounded to uint8, row-major. */
  byte[] samples() {
    byte[] bytes = new byte[mean.length];
    for (int i = 0; i < mean.length; i++) {
      bytes[i] = (byte) Math.round(mean[i]);
    }
    return bytes;
  }
}
