package dev.kizuki.embedded.simulator.product;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/**
 * The structures of a printed board, in units.
 *
 * @param extras copper that the design does not have
 * @param voids places where copper is missing
 */
record BoardLayout(List<Trace> traces, List<Pad> pads, List<Shape> extras, List<Shape> voids) {
  void drawCopper(Graphics2D g) {
    for (Trace trace : traces) {
      g.setStroke(
          new BasicStroke((float) trace.width(), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
      g.draw(trace.path());
    }
    extras.forEach(g::fill);
    g.setColor(Color.BLACK);
    voids.forEach(g::fill);
  }

  void drawPads(Graphics2D g) {
    pads.forEach(pad -> g.fill(pad.shape()));
    g.setColor(Color.BLACK);
    voids.forEach(g::fill);
  }

  void drawHoles(Graphics2D g) {
    for (Pad pad : pads) {
      if (pad.hole() > 0) {
        g.fill(circle(pad.holeX(), pad.holeY(), pad.hole()));
      }
    }
  }

  BoardLayout withExtra(Shape extra) {
    return new BoardLayout(traces, pads, List.of(extra), voids);
  }

  BoardLayout withVoid(Shape hole) {
    return new BoardLayout(traces, pads, extras, List.of(hole));
  }

  BoardLayout withPad(int index, Pad pad) {
    List<Pad> changed = new ArrayList<>(pads);
    changed.set(index, pad);
    return new BoardLayout(traces, changed, extras, voids);
  }

  /**
   * Returns the distance from a place to the nearest trace's side or pad's centre less its radius.
   */
  double clearance(Place place) {
    double nearest = Double.MAX_VALUE;
    for (Trace trace : traces) {
      nearest = Math.min(nearest, trace.distance(place) - trace.width() / 2);
    }
    for (Pad pad : pads) {
      nearest = Math.min(nearest, place.distance(pad.x(), pad.y()) - pad.radius());
    }
    return nearest;
  }

  static Shape circle(double x, double y, double radius) {
    return new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
  }

  /** A line of copper through two or more places. */
  record Trace(List<Place> places, double width) {
    Path2D path() {
      Path2D path = new Path2D.Double();
      path.moveTo(places.get(0).x(), places.get(0).y());
      places.forEach(place -> path.lineTo(place.x(), place.y()));
      return path;
    }

    double distance(Place from) {
      double nearest = Double.MAX_VALUE;
      for (int i = 1; i < places.size(); i++) {
        Place a = places.get(i - 1);
        Place b = places.get(i);
        double dx = b.x() - a.x();
        double dy = b.y() - a.y();
        double t = ((from.x() - a.x()) * dx + (from.y() - a.y()) * dy) / (dx * dx + dy * dy);
        double along = Math.max(0, Math.min(1, t));
        nearest = Math.min(nearest, from.distance(a.x() + along * dx, a.y() + along * dy));
      }
      return nearest;
    }
  }

  /**
   * A pad for solder.
   *
   * @param radius half of its width
   * @param isRound whether it is a disc; else a rectangle
   * @param hole the radius of its hole; 0 for none
   * @param holeX the centre of its hole
   */
  record Pad(
      double x, double y, double radius, boolean isRound, double hole, double holeX, double holeY) {
    static Pad via(Place centre) {
      return new Pad(centre.x(), centre.y(), 4.1, true, 1.9, centre.x(), centre.y());
    }

    static Pad surface(Place centre) {
      return new Pad(centre.x(), centre.y(), 3.1, false, 0, centre.x(), centre.y());
    }

    static Pad through(Place centre) {
      return new Pad(centre.x(), centre.y(), 5.6, true, 2.5, centre.x(), centre.y());
    }

    Pad withoutHole() {
      return new Pad(x, y, radius, isRound, 0, x, y);
    }

    Pad withHoleAt(Place place) {
      return new Pad(x, y, radius, isRound, hole, place.x(), place.y());
    }

    Shape shape() {
      return isRound
          ? circle(x, y, radius)
          : new Rectangle2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
    }
  }
}
