package dev.kizuki.trainer.data;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.progress.Progress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds images that are almost equal, such as the same part again or the next frame of a video. If
 * one of them trains and the other calibrates, the threshold is too low.
 *
 * <p>Images are compared by their difference from the mean image, on a grid of at most {@value
 * #SIDE} x {@value #SIDE} cells.
 */
public final class NearDuplicates {
  private static final int SIDE = 32;

  /** The correlation above which two images are near duplicates. */
  private static final double CORRELATION = 0.98;

  /**
   * The number of images of each part that are compared. If there are more, the result is that of a
   * sample.
   */
  private static final int MOST_COMPARED = 500;

  private static final int MOST_SEARCHED = 20_000;

  private NearDuplicates() {}

  /**
   * A calibration image and the training image that it resembles.
   *
   * @param calibration the position in the store
   * @param training the position in the store
   */
  public record Pair(int calibration, int training, double correlation) {}

  /**
   * Two images that are almost equal.
   *
   * @param first the position of the earlier one in the store
   * @param second the position of the later one
   */
  public record Likeness(int first, int second) {}

  /** The near duplicates of a sample. */
  public record Finding(int compared, List<Pair> pairs) {
    public Finding {
      pairs = List.copyOf(pairs);
    }
  }

  /** Compares the calibration images with the training images, without showing the progress. */
  public static Finding across(PixelStore images, Split split) {
    return across(images, split, Progress.SILENT);
  }

  /** Compares the calibration images with the training images. */
  public static Finding across(PixelStore images, Split split, Progress progress) {
    int[] training = evenly(split.training(), MOST_SEARCHED);
    int[] calibration = evenly(split.calibration(), MOST_COMPARED);
    progress.begin("Looking for near duplicates", training.length + 2L * calibration.length);
    float[][] searched = thumbnails(images, training, progress);
    float[][] compared = thumbnails(images, calibration, progress);
    float[] mean = mean(searched);
    centre(searched, mean);
    centre(compared, mean);
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < compared.length; i++) {
      int nearest = 0;
      float highest = -1;
      for (int j = 0; j < searched.length; j++) {
        float product = product(compared[i], searched[j]);
        if (product > highest) {
          highest = product;
          nearest = j;
        }
      }
      if (highest > CORRELATION) {
        pairs.add(new Pair(calibration[i], training[nearest], highest));
      }
      progress.advance();
    }
    return new Finding(compared.length, pairs);
  }

  /**
   * Compares all images with each other; of more than {@value #MOST_SEARCHED} a sample.
   *
   * @return the pairs in ascending order
   */
  static List<Likeness> within(PixelStore images, Progress progress) {
    int[] positions = evenly(IntStream.range(0, images.size()).boxed().toList(), MOST_SEARCHED);
    progress.begin("Looking for near duplicates", 2L * positions.length);
    float[][] compared = thumbnails(images, positions, progress);
    centre(compared, mean(compared));
    List<Likeness> pairs = new ArrayList<>();
    for (int i = 0; i < compared.length; i++) {
      for (int j = i + 1; j < compared.length; j++) {
        if (nearlyEqual(compared[i], compared[j])) {
          pairs.add(new Likeness(positions[i], positions[j]));
        }
      }
      progress.advance();
    }
    return pairs;
  }

  /**
   * Returns whether the correlation of two images is above {@value #CORRELATION}. For vectors of
   * length 1 the squared distance is {@code 2 - 2 * correlation}, and a sum of squares only grows,
   * so most pairs need few cells.
   */
  private static boolean nearlyEqual(float[] a, float[] b) {
    double most = 2 - 2 * CORRELATION;
    float squared = 0;
    boolean constant = true;
    for (int i = 0; i < a.length; i++) {
      float difference = a[i] - b[i];
      squared += difference * difference;
      constant &= a[i] == 0;
      if (squared >= most) {
        return false;
      }
    }
    return !constant;
  }

  private static int[] evenly(List<Integer> positions, int most) {
    int count = Math.min(most, positions.size());
    int[] chosen = new int[count];
    for (int i = 0; i < count; i++) {
      chosen[i] = positions.get((int) ((long) i * positions.size() / count));
    }
    return chosen;
  }

  private static float[][] thumbnails(PixelStore images, int[] positions, Progress progress) {
    float[][] thumbnails = new float[positions.length][];
    for (int i = 0; i < positions.length; i++) {
      thumbnails[i] = thumbnail(images.image(positions[i]), images.shape());
      progress.advance();
    }
    return thumbnails;
  }

  /** The means of the cells of a grid over the image, summed over the channels. */
  private static float[] thumbnail(ByteBuffer pixels, Preprocessing shape) {
    int rows = Math.min(SIDE, shape.height());
    int columns = Math.min(SIDE, shape.width());
    float[] sums = new float[rows * columns];
    int[] counts = new int[rows * columns];
    for (int channel = 0; channel < shape.channels(); channel++) {
      for (int y = 0; y < shape.height(); y++) {
        for (int x = 0; x < shape.width(); x++) {
          int cell = y * rows / shape.height() * columns + x * columns / shape.width();
          sums[cell] += pixels.get() & 0xff;
          counts[cell]++;
        }
      }
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= counts[i];
    }
    return sums;
  }

  private static float[] mean(float[][] images) {
    float[] mean = new float[images[0].length];
    for (float[] image : images) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += image[i] / images.length;
      }
    }
    return mean;
  }

  /**
   * Subtracts the mean image, scaled to the brightness and contrast of this image, and scales the
   * difference to length 1.
   */
  private static void centre(float[][] images, float[] mean) {
    float[] shape = mean.clone();
    normalise(shape);
    for (float[] image : images) {
      normalise(image);
      float share = product(image, shape);
      for (int i = 0; i < image.length; i++) {
        image[i] -= share * shape[i];
      }
      normalise(image);
    }
  }

  /** Scales to mean 0 and length 1. A constant image becomes 0. */
  private static void normalise(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    double squares = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] -= (float) (sum / values.length);
      squares += values[i] * values[i];
    }
    float scale = squares > 1e-9 ? (float) (1 / Math.sqrt(squares)) : 0;
    for (int i = 0; i < values.length; i++) {
      values[i] *= scale;
    }
  }

  private static float product(float[] a, float[] b) {
    float sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
