package dev.kizuki.model;

import dev.kizuki.image.Pixels;
import java.util.function.IntUnaryOperator;

/**
 * The place and the direction of a part in an image. Positions are in pixels of the image.
 *
 * @param centreX the column that lies in the middle of the aligned image
 * @param centreY the row that lies in the middle of the aligned image
 * @param axisX the component along a row of the direction that the longer side gets; the direction
 *     has length 1
 * @param axisY the component of that direction along a column
 */
record Pose(double centreX, double centreY, double axisX, double axisY) {

  /**
   * @param offset the distance from the part's centre of gravity towards its lighter end, in pixels
   */
  static Pose of(Part part, double offset) {
    return new Pose(
        part.centreX() + offset * part.axisX(),
        part.centreY() + offset * part.axisY(),
        part.axisX(),
        part.axisY());
  }

  /** Returns the pose of the part if its lighter end is the heavier one. */
  static Pose reversed(Part part, double offset) {
    return new Pose(
        part.centreX() - offset * part.axisX(),
        part.centreY() - offset * part.axisY(),
        -part.axisX(),
        -part.axisY());
  }

  /**
   * Returns another pose near this one.
   *
   * @param degrees the angle by which the direction is turned
   * @param along the distance by which the centre is moved along the direction of this pose
   * @param across the distance by which the centre is moved at a right angle to that
   */
  Pose moved(double degrees, double along, double across) {
    double cos = StrictMath.cos(StrictMath.toRadians(degrees));
    double sin = StrictMath.sin(StrictMath.toRadians(degrees));
    return new Pose(
        centreX + along * axisX - across * axisY,
        centreY + along * axisY + across * axisX,
        cos * axisX - sin * axisY,
        sin * axisX + cos * axisY);
  }

  /** Returns the pose in an image that is reduced by a factor. */
  Pose dividedBy(double factor) {
    return new Pose(centreX / factor, centreY / factor, axisX, axisY);
  }

  /**
   * Turns and moves a picture, so that the direction lies along the longer side of the result: from
   * left to right, or from the top to the bottom.
   *
   * @param background gives the sample of places outside the picture, for each channel
   * @param least the least sample of the result
   * @param length the length that the longer side shows, in pixels of the picture
   * @param height the height of the result, in pixels
   * @param width the width of the result, in pixels
   * @return a picture with the channels of the source
   */
  Pixels sample(
      Pixels source, IntUnaryOperator background, int least, double length, int height, int width) {
    double step = length / Math.max(height, width);
    int factor = Math.max(1, Math.min((int) step, Math.max(source.height(), source.width())));
    Pixels copy = AreaAverage.shrink(source, factor);
    boolean upright = height > width;
    // The directions of the result's rows and columns in the copy.
    double rightX = (upright ? axisY : axisX) * step / factor;
    double rightY = (upright ? -axisX : axisY) * step / factor;
    double downX = -rightY;
    double downY = rightX;
    double middleX = centreX / factor - 0.5;
    double middleY = centreY / factor - 0.5;
    byte[] samples = new byte[source.channels() * height * width];
    int i = 0;
    for (int channel = 0; channel < source.channels(); channel++) {
      Plane plane = new Plane(copy, channel, background.applyAsInt(channel));
      for (int row = 0; row < height; row++) {
        double down = row + 0.5 - height / 2.0;
        for (int column = 0; column < width; column++) {
          double right = column + 0.5 - width / 2.0;
          double value =
              plane.at(
                  middleX + right * rightX + down * downX, middleY + right * rightY + down * downY);
          samples[i++] = (byte) Math.max(least, (int) (value + 0.5));
        }
      }
    }
    return new Pixels(source.channels(), height, width, samples);
  }

  /** One channel of an image, continued by its background. */
  private static final class Plane {
    private final byte[] samples;
    private final int start;
    private final int height;
    private final int width;
    private final int background;

    Plane(Pixels image, int channel, int background) {
      this.samples = image.samples();
      this.start = channel * image.height() * image.width();
      this.height = image.height();
      this.width = image.width();
      this.background = background;
    }

    /** Returns the brightness between four pixels, by bilinear interpolation. */
    double at(double x, double y) {
      if (!(x > -1 && y > -1 && x < width && y < height)) {
        return background;
      }
      int left = (int) (x + 1) - 1;
      int top = (int) (y + 1) - 1;
      int upperLeft;
      int upperRight;
      int lowerLeft;
      int lowerRight;
      if (left >= 0 && top >= 0 && left < width - 1 && top < height - 1) {
        int i = start + top * width + left;
        upperLeft = samples[i] & 0xff;
        upperRight = samples[i + 1] & 0xff;
        lowerLeft = samples[i + width] & 0xff;
        lowerRight = samples[i + width + 1] & 0xff;
      } else {
        upperLeft = sample(top, left);
        upperRight = sample(top, left + 1);
        lowerLeft = sample(top + 1, left);
        lowerRight = sample(top + 1, left + 1);
      }
      double upper = upperLeft + (upperRight - upperLeft) * (x - left);
      double lower = lowerLeft + (lowerRight - lowerLeft) * (x - left);
      return upper + (lower - upper) * (y - top);
    }

    private int sample(int row, int column) {
      return row >= 0 && column >= 0 && row < height && column < width
          ? samples[start + row * width + column] & 0xff
          : background;
    }
  }
}
