package dev.kizuki.model;

/** Measures a part: its moments, its extent and its outline. Used once. */
final class PartMeasure {
  private final byte[] region;
  private final int height;
  private final int width;

  private final int stride;

  /** The columns and rows of the places of the part. */
  private final int[] columns;

  private final int[] rows;
  private final int count;

  private double meanX;
  private double meanY;
  private double axisX;
  private double axisY;
  private double larger;
  private double smaller;

  /**
   * @param region a region as {@link Mask} returns it; not copied
   * @param height the rows without the frame
   * @param width the columns without the frame
   */
  PartMeasure(byte[] region, int height, int width) {
    this.region = region;
    this.height = height;
    this.width = width;
    this.stride = width + 2;
    int places = 0;
    for (byte place : region) {
      places += place;
    }
    this.columns = new int[places];
    this.rows = new int[places];
    this.count = places;
    int found = 0;
    for (int row = 0; row < height; row++) {
      int first = (row + 1) * stride + 1;
      for (int column = 0; column < width; column++) {
        if (region[first + column] != 0) {
          columns[found] = column;
          rows[found++] = row;
        }
      }
    }
  }

  /** Returns the share of the grid that the part covers, 0 to 1. */
  double areaShare() {
    return (double) count / (height * width);
  }

  /**
   * Returns the part. It must cover at least one place.
   *
   * @param factor the side of one place of the mask, in pixels of the image
   */
  Part part(int factor) {
    findCentre();
    findAxis();
    double third = 0;
    double least = 0;
    double most = 0;
    double halfWidth = 0;
    for (int i = 0; i < count; i++) {
      double x = columns[i] - meanX;
      double y = rows[i] - meanY;
      double along = x * axisX + y * axisY;
      third += along * along * along;
      least = Math.min(least, along);
      most = Math.max(most, along);
      halfWidth = Math.max(halfWidth, Math.abs(y * axisX - x * axisY));
    }
    double skewness = third / count / (larger * Math.sqrt(larger));
    boolean reversed = skewness < 0;
    return new Part(
        (meanX + 0.5) * factor,
        (meanY + 0.5) * factor,
        reversed ? -axisX : axisX,
        reversed ? -axisY : axisY,
        ((reversed ? -most : least) - 0.5) * factor,
        ((reversed ? -least : most) + 0.5) * factor,
        (halfWidth + 0.5) * factor,
        areaShare(),
        borderShare(),
        larger / smaller,
        Math.abs(skewness));
  }

  private void findCentre() {
    long sumX = 0;
    long sumY = 0;
    for (int i = 0; i < count; i++) {
      sumX += columns[i];
      sumY += rows[i];
    }
    meanX = (double) sumX / count;
    meanY = (double) sumY / count;
  }

  /** Finds the eigenvectors and eigenvalues of the second moments. */
  private void findAxis() {
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (int i = 0; i < count; i++) {
      double x = columns[i] - meanX;
      double y = rows[i] - meanY;
      xx += x * x;
      xy += x * y;
      yy += y * y;
    }
    // A place is a square of side 1, which has a second moment of 1/12 itself.
    xx = xx / count + 1.0 / 12;
    yy = yy / count + 1.0 / 12;
    xy = xy / count;
    double angle = 0.5 * StrictMath.atan2(2 * xy, xx - yy);
    axisX = StrictMath.cos(angle);
    axisY = StrictMath.sin(angle);
    double mean = (xx + yy) / 2;
    double half = Math.sqrt((xx - yy) * (xx - yy) / 4 + xy * xy);
    larger = mean + half;
    smaller = mean - half;
  }

  private double borderShare() {
    int outline = 0;
    int atBorder = 0;
    for (int i = 0; i < count; i++) {
      int x = columns[i];
      int y = rows[i];
      if (x == 0 || y == 0 || x == width - 1 || y == height - 1) {
        outline++;
        atBorder++;
      } else if (!isSurrounded((y + 1) * stride + x + 1)) {
        outline++;
      }
    }
    return (double) atBorder / outline;
  }

  private boolean isSurrounded(int place) {
    return (region[place - 1] & region[place + 1] & region[place - stride] & region[place + stride])
        != 0;
  }
}
