package dev.kizuki.model;

import dev.kizuki.image.Pixels;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Separates a part from its background, on a copy of the image with at most {@value #MAX_SIDE}
 * pixels a side.
 *
 * <ol>
 *   <li>The {@link Background} of each channel is a plane or a paraboloid, because light often
 *       falls from one side, or from a spot.
 *   <li>A pixel's difference is the largest of its channels' absolute differences from the
 *       background.
 *   <li>Otsu's method ("A Threshold Selection Method from Gray-Level Histograms", 1979) splits the
 *       differences in two. Half of its threshold is used, because parts have bright and dark
 *       places, but not less than the noise of the border allows.
 *   <li>Gaps of up to two pixels are closed, the largest connected region is the part, and its
 *       holes are filled.
 * </ol>
 */
final class PartFinder {
  private static final int MAX_SIDE = 256;

  /** The width of the border that shows the background, in pixels of the copy. */
  private static final int BORDER = 2;

  /** The least shorter side of an image in which a part is looked for, in pixels. */
  private static final int LEAST_SIDE = 16;

  /** The least difference from the background that can belong to a part. */
  private static final int LEAST_DIFFERENCE = 8;

  /**
   * The least threshold, as a multiple of the median difference of the border. The median of normal
   * noise is 0.67 standard deviations, so this is about 3 standard deviations.
   */
  private static final double LEAST_TIMES_NOISE = 4.5;

  /** The share of the image that a part covers at least, and at most. */
  private static final double LEAST_SHARE = 0.002;

  private static final double LARGEST_SHARE = 0.9;

  private final int factor;
  private final Pixels copy;
  private final int[] background;

  PartFinder(Pixels image) {
    factor = (Math.max(image.height(), image.width()) + MAX_SIDE - 1) / MAX_SIDE;
    copy = AreaAverage.shrink(image, factor);
    background = new int[copy.channels()];
    for (int channel = 0; channel < background.length; channel++) {
      background[channel] =
          median(borderHistogram(copy.samples(), channel * copy.height() * copy.width()));
    }
  }

  /** Returns the median of the image's border in a channel, 0 to 255. */
  int background(int channel) {
    return background[channel];
  }

  /** Returns the part, and its contrast to the background; empty if nothing stands out. */
  Optional<PartSketch> sketch() {
    if (Math.min(copy.height(), copy.width()) < LEAST_SIDE) {
      return Optional.empty();
    }
    byte[] differences = differences();
    List<Part> parts = parts(differences);
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new PartSketch(parts, new Pixels(1, copy.height(), copy.width(), differences), factor));
  }

  /**
   * Returns the part as two thresholds separate it: half of Otsu's, which suits most images, and
   * the whole. Where the light is very uneven, background joins the first.
   */
  private List<Part> parts(byte[] differences) {
    int otsu = otsu(differences);
    int noise = median(borderHistogram(differences, 0));
    int floor = Math.max(LEAST_DIFFERENCE, (int) (LEAST_TIMES_NOISE * noise));
    if (otsu < floor) {
      return List.of();
    }
    return Stream.of(Math.max(otsu / 2, floor), otsu)
        .map(threshold -> measure(differences, threshold))
        .filter(measure -> measure.areaShare() >= LEAST_SHARE)
        .filter(measure -> measure.areaShare() <= LARGEST_SHARE)
        .map(measure -> measure.part(factor))
        .toList();
  }

  /** Measures the largest region of the pixels that differ by more than a threshold. */
  private PartMeasure measure(byte[] differences, int threshold) {
    Mask mask = new Mask(copy.height(), copy.width());
    byte[] places = mask.empty();
    for (int y = 0; y < copy.height(); y++) {
      int first = mask.row(y);
      for (int x = 0; x < copy.width(); x++) {
        int difference = differences[y * copy.width() + x] & 0xff;
        places[first + x] = (byte) (difference > threshold ? 1 : 0);
      }
    }
    return new PartMeasure(mask.largestFilledRegion(places), copy.height(), copy.width());
  }

  private byte[] differences() {
    int width = copy.width();
    int height = copy.height();
    byte[] differences = new byte[height * width];
    for (int channel = 0; channel < copy.channels(); channel++) {
      int start = channel * differences.length;
      Background expected = Background.of(copy.samples(), start, height, width);
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int i = y * width + x;
          double light = expected.at(x - (width - 1) / 2.0, y - (height - 1) / 2.0);
          int difference = (int) Math.abs((copy.samples()[start + i] & 0xff) - light);
          differences[i] = (byte) Math.max(differences[i] & 0xff, Math.min(255, difference));
        }
      }
    }
    return differences;
  }

  private int[] borderHistogram(byte[] plane, int start) {
    int[] histogram = new int[256];
    for (int y = 0; y < copy.height(); y++) {
      boolean wholeRow = y < BORDER || y >= copy.height() - BORDER;
      for (int x = 0; x < copy.width(); x++) {
        if (wholeRow || x < BORDER || x >= copy.width() - BORDER) {
          histogram[plane[start + y * copy.width() + x] & 0xff]++;
        }
      }
    }
    return histogram;
  }

  private static int median(int[] histogram) {
    int all = 0;
    for (int count : histogram) {
      all += count;
    }
    int value = -1;
    for (int below = 0; 2 * below < all; below += histogram[value]) {
      value++;
    }
    return Math.max(0, value);
  }

  /**
   * Returns the value that separates two classes with the largest variance between them; the middle
   * one, if several values do so equally.
   */
  private static int otsu(byte[] values) {
    long[] histogram = new long[256];
    long sum = 0;
    for (byte value : values) {
      histogram[value & 0xff]++;
      sum += value & 0xff;
    }
    long below = 0;
    long sumBelow = 0;
    double best = 0;
    int first = 0;
    int last = 0;
    for (int value = 0; value < 255; value++) {
      below += histogram[value];
      sumBelow += value * histogram[value];
      long above = values.length - below;
      if (below > 0 && above > 0) {
        double difference = (double) sumBelow / below - (double) (sum - sumBelow) / above;
        double variance = difference * difference * below * above;
        if (variance > best) {
          best = variance;
          first = value;
        }
        if (variance == best) {
          last = value;
        }
      }
    }
    return (first + last) / 2;
  }
}
