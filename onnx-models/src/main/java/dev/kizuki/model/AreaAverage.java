package dev.kizuki.model;

import dev.kizuki.image.Pixels;

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
    for (int channel = 0; channel < source.channels(); channel++) {
      int from = channel * source.height() * source.width();
      float[] plane = new float[source.height() * source.width()];
      for (int i = 0; i < plane.length; i++) {
        plane[i] = source.samples()[from + i] & 0xff;
      }
      for (int row = 0; row < source.height(); row++) {
        scaleAxis(plane, row * source.width(), 1, source.width(), columns, row * width, 1, width);
      }
      float[] scaled = new float[height * width];
      for (int column = 0; column < width; column++) {
        scaleAxis(columns, column, width, source.height(), scaled, column, width, height);
      }
      for (int i = 0; i < scaled.length; i++) {
        samples[channel * scaled.length + i] = (byte) Math.round(scaled[i]);
      }
    }
    return new Pixels(source.channels(), height, width, samples);
  }

  /**
   * Scales one row or column.
   *
   * @param start the index of its first sample
   * @param step the distance between neighbouring samples
   * @param length the number of its samples
   */
  private static void scaleAxis(
      float[] source,
      int start,
      int step,
      int length,
      float[] target,
      int newStart,
      int newStep,
      int newLength) {
    double ratio = (double) length / newLength;
    for (int i = 0; i < newLength; i++) {
      double left = i * ratio;
      double right = Math.min(length, (i + 1) * ratio);
      double sum = 0;
      for (int j = (int) left; j < right; j++) {
        double covered = Math.min(j + 1, right) - Math.max(j, left);
        sum += covered * source[start + j * step];
      }
      target[newStart + i * newStep] = (float) (sum / (right - left));
    }
  }
}
