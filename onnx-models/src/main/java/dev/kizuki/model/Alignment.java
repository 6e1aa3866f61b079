package dev.kizuki.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.kizuki.image.Pixels;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Turns an image so that its {@link Part} lies along the longer side of the model's input, with its
 * heavier end on the left or at the top, unless a template decides otherwise. The scale is the same
 * for all images, so that a part of a wrong size stays one.
 *
 * <p>It uses only operations whose results Java defines exactly, so training and serving get the
 * same bytes on every platform.
 *
 * @param length the length that the longer side of the input shows, in pixels of the image; finite
 *     and positive
 * @param offset the place that lies in the middle of the input, as a distance from the part's
 *     centre of gravity towards its lighter end, in pixels of the image; finite
 * @param template decides which end lies on the left, and refines the pose. Without it, which older
 *     model files do not have, the moments of the part decide alone.
 */
public record Alignment(
    double length,
    double offset,
    @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<AlignmentTemplate> template) {
  /** The margin on each side of the usual part, as a share of its length. */
  public static final double MARGIN = 0.1;

  /** Up to this difference in length the first threshold separates the part well. */
  private static final double USUAL_DIFFERENCE = 0.15;

  /** Creates an alignment by the moments of the part alone. */
  public Alignment(double length, double offset) {
    this(length, offset, Optional.empty());
  }

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
    return finder
        .sketch()
        .map(this::pose)
        .map(pose -> pose.sample(source, finder::background, 1, length, height, width));
  }

  /**
   * Returns the contrast of a part to its background, aligned.
   *
   * @return (1, rows, columns), the absolute differences from the background
   */
  public Pixels contrast(PartSketch sketch, int rows, int columns) {
    int factor = sketch.factor();
    return pose(sketch)
        .dividedBy(factor)
        .sample(sketch.contrast(), channel -> 0, 0, length / factor, rows, columns);
  }

  /**
   * Aligns a mask as an image is aligned. Places outside the mask get 0.
   *
   * @param image the image that the mask belongs to
   * @param mask a picture of the same size
   * @return empty if the image shows no part
   */
  Optional<Pixels> alignMask(Pixels image, Pixels mask, int height, int width) {
    return PartSketch.of(image)
        .map(this::pose)
        .map(pose -> pose.sample(mask, channel -> 0, 0, length, height, width));
  }

  private Pose pose(PartSketch sketch) {
    List<Part> parts = sketch.parts();
    return template
        .map(each -> new PoseSearch(each, sketch, length).best(parts, offset))
        .orElseGet(() -> Pose.of(usual(parts), offset));
  }

  /** Returns the part by the first threshold that gives the usual length; else the nearest one. */
  private Part usual(List<Part> parts) {
    return parts.stream()
        .filter(part -> differenceInLength(part) <= USUAL_DIFFERENCE)
        .findFirst()
        .or(() -> parts.stream().min(Comparator.comparingDouble(this::differenceInLength)))
        .orElseThrow();
  }

  /** Returns the difference in length from the usual part, as a share of its length. */
  private double differenceInLength(Part part) {
    double usual = length / (1 + 2 * MARGIN);
    return Math.abs(part.lightEnd() - part.heavyEnd() - usual) / usual;
  }
}
