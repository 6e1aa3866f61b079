package dev.kizuki.embedded.simulator.product;

import java.util.ArrayList;
import java.util.List;

/**
 * Thin lines with soft sides. The value is in [0, 1]: 1 on a line of full strength, 0 away from all
 * lines.
 */
final class Strokes implements Field {
  private final List<Segment> segments = new ArrayList<>();

  /**
   * Adds a straight piece of a line.
   *
   * @param width the standard deviation of the line's profile, in units
   * @param strength the strength of the line, in [0, 1]
   */
  void add(Place from, Place to, double width, double strength) {
    segments.add(new Segment(from, to, width, strength));
  }

  @Override
  public double at(double x, double y) {
    double strongest = 0;
    for (Segment segment : segments) {
      strongest = Math.max(strongest, segment.at(x, y));
    }
    return strongest;
  }

  private record Segment(Place from, Place to, double width, double strength) implements Field {
    @Override
    public double at(double x, double y) {
      double reach = 3 * width;
      if (x < Math.min(from.x(), to.x()) - reach
          || x > Math.max(from.x(), to.x()) + reach
          || y < Math.min(from.y(), to.y()) - reach
          || y > Math.max(from.y(), to.y()) + reach) {
        return 0;
      }
      double distance = distance(x, y) / width;
      return strength * Math.exp(-0.5 * distance * distance);
    }

    private double distance(double x, double y) {
      double dx = to.x() - from.x();
      double dy = to.y() - from.y();
      double along = ((x - from.x()) * dx + (y - from.y()) * dy) / (dx * dx + dy * dy + 1e-9);
      double t = Math.max(0, Math.min(1, along));
      return Math.hypot(x - from.x() - t * dx, y - from.y() - t * dy);
    }
  }
}
