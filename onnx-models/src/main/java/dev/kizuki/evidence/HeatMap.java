package dev.kizuki.evidence;

import java.awt.Color;
import java.awt.image.BufferedImage;

/**
 * The colours of heat maps. The scale is fixed by the threshold of the model, so the same colour
 * means the same on all images: 0 is transparent, the threshold is yellow, in the middle of the
 * scale, and {@value #FULL} times the threshold or more is red.
 */
public final class HeatMap {
  /** The value of the strongest colour, in thresholds. */
  public static final double FULL = 3;

  /** The colours at equal steps along the scale. The threshold is in the middle. */
  private static final Color[] COLOURS = {
    new Color(0x000000), new Color(0x0a6f8f), new Color(0xffd83d), new Color(0xff7a1a), Color.RED
  };

  private static final double OPACITY_AT_THRESHOLD = 0.45;
  private static final double MOST_OPACITY = 0.85;

  private static final int OUTLINE = Color.WHITE.getRGB();

  private HeatMap() {}

  /**
   * Returns the place of a value on the scale, from 0 to 1.
   *
   * @param relative the value divided by the threshold
   */
  public static double position(double relative) {
    double position = relative <= 1 ? relative / 2 : 0.5 + (relative - 1) / (FULL - 1) / 2;
    return Math.max(0, Math.min(1, position));
  }

  /** Returns the opaque colour of a place on the scale, black at 0. */
  public static int colour(double position) {
    double scaled = position * (COLOURS.length - 1);
    int first = Math.min(COLOURS.length - 2, (int) scaled);
    return mixed(COLOURS[first].getRGB(), COLOURS[first + 1].getRGB(), scaled - first);
  }

  /** Returns the share of the colour that covers an image. */
  public static double opacity(double position) {
    double share = 2 * position;
    return share <= 1
        ? OPACITY_AT_THRESHOLD * share * share
        : OPACITY_AT_THRESHOLD + (MOST_OPACITY - OPACITY_AT_THRESHOLD) * (share - 1);
  }

  /**
   * Returns the map by itself.
   *
   * @param relative the map divided by the threshold, (height, width), row-major
   */
  public static BufferedImage bare(float[] relative, int width) {
    BufferedImage map =
        new BufferedImage(width, relative.length / width, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < relative.length; i++) {
      map.setRGB(i % width, i / width, colour(position(relative[i])));
    }
    return map;
  }

  /**
   * Returns the map over the picture.
   *
   * @param relative the map divided by the threshold, of the size of the picture
   */
  public static BufferedImage over(BufferedImage picture, float[] relative) {
    int width = picture.getWidth();
    BufferedImage covered =
        new BufferedImage(width, picture.getHeight(), BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < relative.length; i++) {
      double position = position(relative[i]);
      int below = picture.getRGB(i % width, i / width);
      covered.setRGB(i % width, i / width, mixed(below, colour(position), opacity(position)));
    }
    return covered;
  }

  /** Returns the scale as a picture of one row, from 0 on the left to the strongest colour. */
  public static BufferedImage legend(int width) {
    BufferedImage legend = new BufferedImage(width, 1, BufferedImage.TYPE_INT_RGB);
    for (int x = 0; x < width; x++) {
      legend.setRGB(x, 0, colour(x / (width - 1.0)));
    }
    return legend;
  }

  /**
   * Returns the map by itself, to be laid over the picture. The colours and opacities are those of
   * {@link #over}: 0 is fully transparent.
   *
   * @param relative the map divided by the threshold, (height, width), row-major
   * @return (height, width), with alpha
   */
  static BufferedImage transparent(float[] relative, int width) {
    BufferedImage map =
        new BufferedImage(width, relative.length / width, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < relative.length; i++) {
      double position = position(relative[i]);
      int alpha = (int) Math.round(255 * opacity(position));
      map.setRGB(i % width, i / width, alpha << 24 | colour(position));
    }
    return map;
  }

  /**
   * Draws a line, one pixel wide, around the places that exceed the threshold. It lies on their
   * outermost pixels. There is none at the border of the picture.
   *
   * @param relative the map divided by the threshold, of the size of the picture
   */
  static void outline(BufferedImage picture, float[] relative) {
    int width = picture.getWidth();
    for (int i = 0; i < relative.length; i++) {
      if (relative[i] > 1 && hasNeighbourBelow(relative, i, width)) {
        picture.setRGB(i % width, i / width, OUTLINE);
      }
    }
  }

  private static boolean hasNeighbourBelow(float[] relative, int i, int width) {
    int x = i % width;
    return (x > 0 && relative[i - 1] <= 1)
        || (x < width - 1 && relative[i + 1] <= 1)
        || (i >= width && relative[i - width] <= 1)
        || (i + width < relative.length && relative[i + width] <= 1);
  }

  private static int mixed(int from, int to, double share) {
    int rgb = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      double value = ((from >> shift) & 0xff) * (1 - share) + ((to >> shift) & 0xff) * share;
      rgb |= (int) Math.round(value) << shift;
    }
    return rgb;
  }
}
