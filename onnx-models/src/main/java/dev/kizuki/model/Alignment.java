package dev.kizuki.model;

import dev.kizuki.image.Pixels;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Turns an image so that its {@link Part} lies along the longer side of the model's input, with its
 * heavier end on the left or at the top. The scale is the same for all images, so that a part of a
 * wrong size stays one.
 *
 * <p>It uses only operations whose results Java defines exactly, so training and serving get the
 * same bytes on every platform.
 *
 * @param length the length that the longer side of the input shows, in pixels of the image; finite
 *     and positive
 * @param offset the place that lies in the middle of the input, as a distance from the part's
 *     centre of gravity towards its lighter end, in pixels of the image; finite
 */
public record Alignment(double length, double offset) {
  /** The margin on each side of the usual part, as a share of its length. */
  public static final double MARGIN = 0.1;

  /** Up to this difference in length the first threshold separates the part well. */
  private static final double USUAL_DIFFERENCE = 0.15;

  public Alignment {
    if (!(length > 0) || !Double.isFinite(length) || !Double.isFinite(offset)) {
      throw new IllegalArgumentException(
          "an alignment needs a positive length and a finite offset, had %s and %s"
              .formatted(length, offset));
    }
  }

  /**
   * Aligns an image. Places outside the image get the background's brightness. No sample of the
   * result is 0, so no place looks like padding ({@link Resize#PAD}).
   *
   * @param height the height of the result, in pixels
   * @param width the width of the result, in pixels
   * @return an image with the channels of the source; empty if there is no part
   */
  Optional<Pixels> align(Pixels source, int height, int width) {
    PartFinder finder = new PartFinder(source);
    List<Part> parts = finder.parts();
    return parts.stream()
        .filter(part -> differenceInLength(part) <= USUAL_DIFFERENCE)
        .findFirst()
        .or(() -> parts.stream().min(Comparator.comparingDouble(this::differenceInLength)))
        .map(part -> sample(source, finder, part, height, width));
  }

  /** Returns the difference in length from the usual part, as a share of its length. */
  private double differenceInLength(Part part) {
    double usual = length / (1 + 2 * MARGIN);
    return Math.abs(part.lightEnd() - part.heavyEnd() - usual) / usual;
  }

  private Pixels sample(Pixels source, PartFinder finder, Part part, int height, int width) {
    double step = length / Math.max(height, width);
    int factor = Math.max(1, Math.min((int) step, Math.max(source.height(), source.width())));
    Pixels copy = AreaAverage.shrink(source, factor);
    boolean upright = height > width;
    // The directions of the result's rows and columns in the copy.
    double rightX = (upright ? part.axisY() : part.axisX()) * step / factor;
    double rightY = (upright ? -part.axisX() : part.axisY()) * step / factor;
    double downX = -rightY;
    double downY = rightX;
    double middleX = (part.centreX() + offset * part.axisX()) / factor - 0.5;
    double middleY = (part.centreY() + offset * part.axisY()) / factor - 0.5;
    byte[] samples = new byte[source.channels() * height * width];
    int i = 0;
    for (int channel = 0; channel < source.channels(); channel++) {
      Plane plane = new Plane(copy, channel, finder.background(channel));
      for (int row = 0; row < height; row++) {
        double down = row + 0.5 - height / 2.0;
        for (int column = 0; column < width; column++) {
          double right = column + 0.5 - width / 2.0;
          double value =
              plane.at(
                  middleX + right * rightX + down * downX, middleY + right * rightY + down * downY);
          samples[i++] = (byte) Math.max(1, (int) (value + 0.5));
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
