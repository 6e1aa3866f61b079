package dev.kizuki.model;

import dev.kizuki.image.Pixels;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the pose in which a part correlates best with a template. For each threshold that separates
 * the part, it starts from the pose by the moments and from the same pose turned by half a turn,
 * each with other angles and places along the axis. The best of them is refined in steps that get
 * smaller.
 *
 * <p>Only operations whose results Java defines exactly are used.
 */
final class PoseSearch {
  /** The other angles, in degrees. */
  private static final double ANGLE = 6;

  /** The step along the axis, as a share of the length. */
  private static final double STEP = 0.05;

  private static final int STEPS = 3;

  /** The number of times that the steps are halved. */
  private static final int REFINEMENTS = 4;

  private final AlignmentTemplate template;
  private final Pixels contrast;
  private final double length;

  /** The side of a place of the contrast, in pixels of the image. */
  private final double scale;

  /**
   * @param length the length that the longer side of the template shows, in pixels of the image
   */
  PoseSearch(AlignmentTemplate template, PartSketch sketch, double length) {
    this.template = template;
    this.length = length;
    double places = length / sketch.factor() / Math.max(template.rows(), template.columns());
    int side = Math.max(sketch.contrast().height(), sketch.contrast().width());
    int factor = Math.max(1, Math.min((int) places, side));
    this.contrast = AreaAverage.shrink(sketch.contrast(), factor);
    this.scale = (double) sketch.factor() * factor;
  }

  /**
   * Returns the best pose.
   *
   * @param parts the part as several thresholds separate it, the usual one first; not empty
   * @param offset the offset of the alignment, in pixels of the image
   */
  Pose best(List<Part> parts, double offset) {
    Match best = match(Pose.of(parts.get(0), offset));
    for (Part part : parts) {
      for (Pose pose : List.of(Pose.of(part, offset), Pose.reversed(part, offset))) {
        for (Pose start : near(pose)) {
          best = best.or(match(start));
        }
      }
    }
    double share = 1;
    for (int i = 0; i < REFINEMENTS; i++) {
      share /= 2;
      best = refined(best, share * ANGLE, share * STEP * length);
    }
    return best.pose;
  }

  private List<Pose> near(Pose pose) {
    List<Pose> poses = new ArrayList<>();
    for (int angle = -1; angle <= 1; angle++) {
      for (int step = -STEPS; step <= STEPS; step++) {
        poses.add(pose.moved(angle * ANGLE, step * STEP * length, 0));
      }
    }
    return poses;
  }

  /** Tries small movements from a pose, one kind after the other. */
  private Match refined(Match from, double degrees, double step) {
    Match best = from;
    for (int sign = -1; sign <= 1; sign += 2) {
      best = best.or(match(from.pose.moved(sign * degrees, 0, 0)));
    }
    Pose turned = best.pose;
    for (int sign = -1; sign <= 1; sign += 2) {
      best = best.or(match(turned.moved(0, 0, sign * step)));
    }
    Pose shifted = best.pose;
    for (int sign = -1; sign <= 1; sign += 2) {
      best = best.or(match(shifted.moved(0, sign * step, 0)));
    }
    return best;
  }

  private Match match(Pose pose) {
    byte[] seen =
        pose.dividedBy(scale)
            .sample(contrast, channel -> 0, 0, length / scale, template.rows(), template.columns())
            .samples();
    return new Match(pose, template.correlation(seen));
  }

  private record Match(Pose pose, double correlation) {
    /** Returns the one with the greater correlation; this one if they are equal. */
    Match or(Match other) {
      return other.correlation > correlation ? other : this;
    }
  }
}
