package dev.kizuki.embedded.simulator.product;

import dev.kizuki.embedded.simulator.product.BoardLayout.Pad;
import dev.kizuki.embedded.simulator.product.BoardLayout.Trace;
import java.awt.BasicStroke;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.util.List;
import java.util.Random;

/** The defects of a printed board's structures. */
final class BoardFlaws {
  private static final int TRIES = 2000;
  private static final int CORNERS = 11;

  private BoardFlaws() {}

  /** Interrupts a trace. */
  static BoardLayout open(BoardLayout layout, Random random) {
    Spot spot = spot(layout, random);
    double half = spot.trace().width() / 2 + 0.8;
    double gap = Distributions.logUniform(random, 1.2, 5);
    Line2D across =
        new Line2D.Double(
            at(spot.place(), spot.across(), half), at(spot.place(), spot.across(), -half));
    return layout.withVoid(
        new BasicStroke((float) gap, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER)
            .createStrokedShape(across));
  }

  /**
   * Joins a trace with a structure beside it. A board without two structures side by side gets a
   * spur.
   */
  static BoardLayout bridge(BoardLayout layout, Random random) {
    double width = Distributions.logUniform(random, 1, 3.5);
    for (int i = 0; i < TRIES; i++) {
      Spot spot = spot(layout, random);
      Place middle = spot.place().moved(spot.across(), 4.5);
      Place end = spot.place().moved(spot.across(), 9);
      if (layout.clearance(middle) > 1 && layout.clearance(end) < 0) {
        Line2D line = new Line2D.Double(spot.place().x(), spot.place().y(), end.x(), end.y());
        return layout.withExtra(
            new BasicStroke((float) width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND)
                .createStrokedShape(line));
      }
    }
    return spur(layout, random);
  }

  /** Takes copper away at the side of a trace. */
  static BoardLayout mouseBite(BoardLayout layout, Random random) {
    Spot spot = spot(layout, random);
    Place side = spot.place().moved(spot.across(), 0.55 * spot.trace().width());
    return layout.withVoid(patch(random, side, Distributions.logUniform(random, 1.4, 2.8)));
  }

  /** Adds copper at the side of a trace. */
  static BoardLayout spur(BoardLayout layout, Random random) {
    Spot spot = spot(layout, random);
    Place side = spot.place().moved(spot.across(), 0.5 * spot.trace().width() + 0.6);
    return layout.withExtra(patch(random, side, Distributions.logUniform(random, 1.5, 3)));
  }

  /** Makes a hole in copper where none belongs. */
  static BoardLayout pinHole(BoardLayout layout, Random random) {
    if (random.nextBoolean()) {
      return layout.withVoid(
          patch(random, spot(layout, random).place(), Distributions.logUniform(random, 1, 1.5)));
    }
    Pad pad = layout.pads().get(padInside(layout, random, false));
    Place place = new Place(pad.x(), pad.y()).moved(angle(random), 0.72 * pad.radius());
    return layout.withVoid(patch(random, place, Distributions.logUniform(random, 1.3, 2.2)));
  }

  /** Adds copper that touches nothing. */
  static BoardLayout spuriousCopper(BoardLayout layout, Random random) {
    double radius = Distributions.logUniform(random, 1.2, 4.5);
    Place place = new Place(0, 0);
    for (int i = 0; i < TRIES; i++) {
      place = Place.on(Field.EVERYWHERE, random);
      double clearance = layout.clearance(place);
      if (clearance > radius + 1) {
        break;
      }
    }
    return layout.withExtra(patch(random, place, radius));
  }

  /** Leaves out the hole of a pad. */
  static BoardLayout missingHole(BoardLayout layout, Random random) {
    int index = padInside(layout, random, true);
    return layout.withPad(index, layout.pads().get(index).withoutHole());
  }

  /** Drills the hole of a pad beside its centre. */
  static BoardLayout misplacedHole(BoardLayout layout, Random random) {
    int index = padInside(layout, random, true);
    Pad pad = layout.pads().get(index);
    double distance = pad.radius() * Distributions.uniform(random, 0.35, 0.9);
    return layout.withPad(
        index, pad.withHoleAt(new Place(pad.x(), pad.y()).moved(angle(random), distance)));
  }

  private static int padInside(BoardLayout layout, Random random, boolean withHole) {
    for (int i = 0; i < TRIES; i++) {
      int index = random.nextInt(layout.pads().size());
      Pad pad = layout.pads().get(index);
      if (isInside(new Place(pad.x(), pad.y())) && (!withHole || pad.hole() > 0)) {
        return index;
      }
    }
    throw new IllegalStateException("the board has no pad inside the picture");
  }

  /** Draws a place on a trace, away from the trace's ends and from the border of the picture. */
  private static Spot spot(BoardLayout layout, Random random) {
    for (int i = 0; i < TRIES; i++) {
      Trace trace = Distributions.oneOf(random, layout.traces());
      List<Place> places = trace.places();
      int segment = 1 + random.nextInt(places.size() - 1);
      Place from = places.get(segment - 1);
      Place to = places.get(segment);
      double direction = Math.atan2(to.y() - from.y(), to.x() - from.x());
      double share = random.nextDouble();
      Place place = from.moved(direction, share * Math.hypot(to.x() - from.x(), to.y() - from.y()));
      double across = direction + Distributions.sign(random) * Math.PI / 2;
      boolean isOnPad =
          layout.pads().stream()
              .anyMatch(pad -> place.distance(pad.x(), pad.y()) < pad.radius() + 2.5);
      if (isInside(place) && !isOnPad) {
        return new Spot(trace, place, across);
      }
    }
    throw new IllegalStateException("the board has no trace inside the picture");
  }

  private static boolean isInside(Place place) {
    double margin = 10;
    return Math.min(place.x(), place.y()) > margin
        && Math.max(place.x(), place.y()) < Canvas.UNITS - margin;
  }

  private static Point2D at(Place place, double direction, double distance) {
    Place moved = place.moved(direction, distance);
    return new Point2D.Double(moved.x(), moved.y());
  }

  /** Returns an irregular patch. */
  private static Shape patch(Random random, Place centre, double radius) {
    Path2D path = new Path2D.Double();
    for (int i = 0; i < CORNERS; i++) {
      Place corner =
          centre.moved(2 * Math.PI * i / CORNERS, radius * Distributions.uniform(random, 0.7, 1.3));
      if (i == 0) {
        path.moveTo(corner.x(), corner.y());
      } else {
        path.lineTo(corner.x(), corner.y());
      }
    }
    path.closePath();
    return path;
  }

  private static double angle(Random random) {
    return Distributions.uniform(random, 0, 2 * Math.PI);
  }

  private record Spot(Trace trace, Place place, double across) {}
}
