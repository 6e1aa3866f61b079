package dev.kizuki.model;

import dev.kizuki.image.Pixels;
import java.util.Optional;

/**
 * The largest thing in an image that differs from the background at the image's border. Positions
 * and lengths are in pixels of the image.
 *
 * <p>The axis is the direction in which the part is longest, by its second moments. It points from
 * the part's heavier end to its lighter end, by the sign of the third moment.
 *
 * @param centreX the column of the centre of gravity
 * @param centreY the row of the centre of gravity
 * @param axisX the component of the axis along a row; the axis has length 1
 * @param axisY the component of the axis along a column
 * @param heavyEnd the place where the part begins along the axis, seen from the centre; negative
 * @param lightEnd the place where the part ends along the axis, seen from the centre; positive
 * @param halfWidth the largest distance of the part from its axis
 * @param areaShare the share of the image that the part covers, in (0, 1]
 * @param borderShare the share of the part's outline that lies on the image's border, in [0, 1]
 * @param elongation the larger second moment, divided by the smaller one; at least 1
 * @param skewness the third moment along the axis, divided by the second to the power of 1.5; at
 *     least 0. At 0, the two ends cannot be told apart.
 */
public record Part(
    double centreX,
    double centreY,
    double axisX,
    double axisY,
    double heavyEnd,
    double lightEnd,
    double halfWidth,
    double areaShare,
    double borderShare,
    double elongation,
    double skewness) {

  /** Finds the part in an image; empty if nothing stands out from the background. */
  public static Optional<Part> find(Pixels image) {
    return new PartFinder(image).sketch().map(PartSketch::part);
  }

  /** Returns the angle of the axis against a row, in radians, from -pi to pi. */
  public double angle() {
    return StrictMath.atan2(axisY, axisX);
  }
}
