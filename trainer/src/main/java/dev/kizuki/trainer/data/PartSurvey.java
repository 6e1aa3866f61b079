package dev.kizuki.trainer.data;

import dev.kizuki.image.Pixels;
import dev.kizuki.model.Part;
import dev.kizuki.model.PartSketch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The parts that the normal images show. It tells whether the images should be aligned by them: if
 * nearly all show one long part that lies freely on its background, in directions that vary.
 */
final class PartSurvey {
  /** The least share of images that show a long and free part. */
  private static final double LEAST_SHARE = 0.95;

  /** The least spread of the directions, in degrees. */
  private static final double LEAST_SPREAD = 15;

  /** The largest share of a free part's outline that lies on the image's border. */
  private static final double MAX_BORDER_SHARE = 0.05;

  /** The share of the image that a free part covers. */
  private static final double LEAST_AREA = 0.02;

  private static final double MAX_AREA = 0.6;

  /** The least ratio of a long part's second moments. */
  private static final double LEAST_ELONGATION = 1.5;

  /** The largest number of parts that the template is made of. */
  private static final int MAX_SKETCHES = 200;

  private final List<Part> parts = new ArrayList<>();
  private final List<PartSketch> sketches = new ArrayList<>();
  private int images;
  private boolean searched;

  void add(Pixels image) {
    images++;
    if (NormalImages.ShapeRequest.isPhotograph(image.width(), image.height())) {
      searched = true;
      PartSketch.of(image).ifPresent(this::add);
    }
  }

  private void add(PartSketch sketch) {
    parts.add(sketch.part());
    if (sketches.size() < MAX_SKETCHES) {
      sketches.add(sketch);
    }
  }

  /** Returns the first parts with their contrast to the background. */
  List<PartSketch> sketches() {
    return List.copyOf(sketches);
  }

  /** Returns whether any image shows a part. */
  boolean hasParts() {
    return !parts.isEmpty();
  }

  /** Returns whether the images should be aligned. */
  boolean advises() {
    return freeShare() >= LEAST_SHARE && spread() > LEAST_SPREAD;
  }

  /** Returns the reason of {@link #advises}, as the end of a sentence. */
  String reason() {
    if (!searched) {
      return "no part is looked for in images this small";
    }
    if (freeShare() < LEAST_SHARE) {
      return "%.0f %% of them show one long part that lies freely on an even background, %.0f %% are needed"
          .formatted(100 * freeShare(), 100 * LEAST_SHARE);
    }
    return "%.0f %% of them show one long part that lies freely, and its direction varies by %.0f degrees%s"
        .formatted(100 * freeShare(), spread(), advises() ? "" : " only");
  }

  /** Returns the median length of the parts along their axes, in pixels of the images. */
  double length() {
    return median(part -> part.lightEnd() - part.heavyEnd());
  }

  /** Returns the median width of the parts across their axes, in pixels of the images. */
  double width() {
    return median(part -> 2 * part.halfWidth());
  }

  /** Returns the median of the parts' middles, seen from their centres of gravity, in pixels. */
  double offset() {
    return median(part -> (part.lightEnd() + part.heavyEnd()) / 2);
  }

  private double freeShare() {
    return images == 0 ? 0 : (double) free().size() / images;
  }

  private List<Part> free() {
    return parts.stream()
        .filter(
            part ->
                part.borderShare() <= MAX_BORDER_SHARE
                    && part.areaShare() >= LEAST_AREA
                    && part.areaShare() <= MAX_AREA
                    && part.elongation() > LEAST_ELONGATION)
        .toList();
  }

  /**
   * Returns the circular standard deviation of the axes, in degrees (Mardia and Jupp, "Directional
   * Statistics", 2000). Angles are doubled, because an axis has no direction, and the result is
   * halved.
   */
  private double spread() {
    double cos = 0;
    double sin = 0;
    for (Part part : free()) {
      cos += Math.cos(2 * part.angle());
      sin += Math.sin(2 * part.angle());
    }
    double resultant = Math.min(1, Math.hypot(cos, sin) / Math.max(1, free().size()));
    return Math.min(90, Math.toDegrees(Math.sqrt(-2 * Math.log(resultant)) / 2));
  }

  /** Returns the median over the free parts, or over all parts if none is free. */
  private double median(ToDoubleFunction<Part> value) {
    List<Part> measured = free().isEmpty() ? parts : free();
    return measured.stream().mapToDouble(value).sorted().toArray()[measured.size() / 2];
  }
}
