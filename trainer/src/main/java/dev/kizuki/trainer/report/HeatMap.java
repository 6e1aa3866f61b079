package dev.kizuki.trainer.report;

import java.awt.image.BufferedImage;

/** Paints the windows that are far from normal in red. */
final class HeatMap {
  /** A window at or below this share of the threshold is not painted. */
  private static final double FAINT = 0.9;

  /** A window at or above this share of the threshold has the strongest colour. */
  private static final double STRONG = 1.3;

  private static final double MOST_OPACITY = 0.6;

  private HeatMap() {}

  /**
   * Paints the map over the picture.
   *
   * @param map the distances of the windows, row by row, evenly spaced over the picture
   * @param columns the number of columns of the map
   * @param threshold the threshold of the model
   */
  static void paint(BufferedImage picture, float[] map, int columns, double threshold) {
    int rows = map.length / columns;
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        int row = y * rows / picture.getHeight();
        int column = x * columns / picture.getWidth();
        double heat = (map[row * columns + column] / threshold - FAINT) / (STRONG - FAINT);
        double opacity = MOST_OPACITY * Math.max(0, Math.min(1, heat));
        picture.setRGB(x, y, reddened(picture.getRGB(x, y), opacity));
      }
    }
  }

  private static int reddened(int rgb, double opacity) {
    int red = (int) (((rgb >> 16) & 0xff) * (1 - opacity) + 255 * opacity);
    int green = (int) (((rgb >> 8) & 0xff) * (1 - opacity));
    int blue = (int) ((rgb & 0xff) * (1 - opacity));
    return red << 16 | green << 8 | blue;
  }
}
