package dev.kizuki.trainer.vae;

import dev.kizuki.trainer.defect.BoxMean;

/**
 * The contrast of an image, normalised by the whole image: {@code l = log(x + 0.05)} minus its
 * mean, divided by its deviation; and {@code h = l} minus its mean over {@value #SIDE} pixels,
 * divided by the deviation of h. A local deviation would make faint cracks on a smooth surface as
 * strong as noise.
 *
 * @param mean the mean of l over all pixels and channels
 * @param deviation the deviation of l
 * @param fineDeviation the deviation of h
 */
public record ImageContrast(double mean, double deviation, double fineDeviation) {
  /** The value that is added to x, so that the noise of dark pixels stays small. */
  public static final double DARK = 0.05;

  /** The side of the square of the moving average, in pixels. */
  public static final int SIDE = 31;

  /** The value that is added to a deviation, so that noise is not enlarged. */
  public static final double LEAST_DEVIATION = 0.02;

  /** The steps of the table of logarithms: 255 x 16, so that the values of images are exact. */
  private static final int LOG_STEPS = 255 * 16;

  private static final float[] LOGS = logs();

  /**
   * Measures an image.
   *
   * @param samples (C, H, W), in [0, 1]
   */
  static ImageContrast of(float[] samples, int channels, int height, int width) {
    float[] log = log(samples);
    float[] fine = fine(log, channels, height, width);
    double mean = mean(log);
    return new ImageContrast(mean, deviation(log, mean), deviation(fine, mean(fine)));
  }

  /**
   * Returns the contrast of the image in another light. The deviation of h is taken to change as
   * that of l.
   *
   * @param histogram the number of samples of each gray value
   * @param light the new sample in [0, 1] for each old one
   * @param steps the number of entries of {@code light} for each gray value
   */
  ImageContrast after(int[] histogram, double[] light, int steps) {
    double sum = 0;
    double squares = 0;
    long count = 0;
    for (int value = 0; value < histogram.length; value++) {
      double log = Math.log(light[value * steps] + DARK);
      sum += histogram[value] * log;
      squares += histogram[value] * log * log;
      count += histogram[value];
    }
    double newMean = sum / count;
    double newDeviation = Math.sqrt(Math.max(0, squares / count - newMean * newMean));
    double ratio = deviation > 0 ? newDeviation / deviation : 1;
    return new ImageContrast(newMean, newDeviation, fineDeviation * ratio);
  }

  /**
   * Writes the network's input for a piece of the image.
   *
   * @param samples (C, H, W), in [0, 1]
   * @param target receives (2 C, H, W) values from {@code offset}: first l, then h
   */
  void write(float[] samples, int channels, int height, int width, float[] target, int offset) {
    float[] log = log(samples);
    float[] fine = fine(log, channels, height, width);
    for (int i = 0; i < log.length; i++) {
      target[offset + i] = (float) ((log[i] - mean) / (deviation + LEAST_DEVIATION));
      target[offset + log.length + i] = (float) (fine[i] / (fineDeviation + LEAST_DEVIATION));
    }
  }

  /**
   * Computes the network's input for a whole image that may be padded. Padding has no part in the
   * statistics, and is 0 in the result.
   *
   * @param samples (C, H, W), in [0, 1]
   * @param padded whether pixels that are 0 in all channels are padding
   * @return (2 C, H, W): first l, then h
   */
  static float[] input(float[] samples, int channels, int height, int width, boolean padded) {
    int plane = height * width;
    boolean[] seen = new boolean[plane];
    for (int i = 0; i < samples.length; i++) {
      seen[i % plane] |= !padded || samples[i] > 0;
    }
    float[] log = log(samples);
    centre(log, seen);
    float[] fine = fine(log, channels, height, width);
    for (int i = 0; i < fine.length; i++) {
      fine[i] = seen[i % plane] ? fine[i] : 0;
    }
    float[] centredFine = fine.clone();
    centre(centredFine, seen);
    float[] input = new float[2 * samples.length];
    double share = (double) count(seen) / plane;
    double coarse = deviation(log, 0) / Math.sqrt(share) + LEAST_DEVIATION;
    double small = deviation(centredFine, 0) / Math.sqrt(share) + LEAST_DEVIATION;
    for (int i = 0; i < samples.length; i++) {
      input[i] = (float) (log[i] / coarse);
      input[samples.length + i] = (float) (fine[i] / small);
    }
    return input;
  }

  private static int count(boolean[] seen) {
    int count = 0;
    for (boolean each : seen) {
      count += each ? 1 : 0;
    }
    return count;
  }

  /** Subtracts the mean of the pixels that are seen, and sets the others to 0. */
  private static void centre(float[] values, boolean[] seen) {
    double sum = 0;
    long count = 0;
    for (int i = 0; i < values.length; i++) {
      if (seen[i % seen.length]) {
        sum += values[i];
        count++;
      }
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = seen[i % seen.length] ? (float) (values[i] - sum / count) : 0;
    }
  }

  private static float[] log(float[] samples) {
    float[] log = new float[samples.length];
    for (int i = 0; i < log.length; i++) {
      log[i] = LOGS[Math.round(samples[i] * LOG_STEPS)];
    }
    return log;
  }

  private static float[] logs() {
    float[] logs = new float[LOG_STEPS + 1];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = (float) Math.log((double) i / LOG_STEPS + DARK);
    }
    return logs;
  }

  private static float[] fine(float[] log, int channels, int height, int width) {
    float[] fine = BoxMean.of(log, channels, height, width, SIDE);
    for (int i = 0; i < fine.length; i++) {
      fine[i] = log[i] - fine[i];
    }
    return fine;
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double deviation(float[] values, double mean) {
    double squares = 0;
    for (float value : values) {
      squares += (value - mean) * (value - mean);
    }
    return Math.sqrt(squares / values.length);
  }
}
