package dev.kizuki.embedded.simulator;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Area;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.util.stream.IntStream;

/**
 * The shapes of stamped parts. Places are in 64ths of the picture's side, from the part's centre.
 */
enum PartShape {
  /** A rectangle with four small holes, a large one, and two slots. */
  PLATE(new double[][] {{-17, -15}, {17, -15}, {-17, 15}, {17, 15}}, 3) {
    @Override
    Area solid() {
      Area plate = new Area(new RoundRectangle2D.Double(-24, -21, 48, 42, 8, 8));
      plate.subtract(Shapes.circle(0, 0, 7));
      return plate;
    }

    @Override
    void drawDetails(Graphics2D g) {
      draw(g, new Line2D.Double(-9, 15.5, 9, 15.5));
      draw(g, new Line2D.Double(-9, -15.5, 9, -15.5));
    }
  },

  /** A disc with a large hole and a ring of six small ones. */
  FLANGE(ring(6, 19), 2.6) {
    @Override
    Area solid() {
      Area disc = Shapes.circle(0, 0, 25);
      disc.subtract(Shapes.circle(0, 0, 8));
      return disc;
    }

    @Override
    void drawDetails(Graphics2D g) {
      draw(g, Shapes.circle(0, 0, 10.5));
    }
  },

  /** A cross of two bars with a hole at each end. */
  BRACKET(new double[][] {{-21, 0}, {21, 0}, {0, -21}, {0, 21}}, 2.6) {
    @Override
    Area solid() {
      Area cross = new Area(new RoundRectangle2D.Double(-26, -13, 52, 26, 10, 10));
      cross.add(new Area(new RoundRectangle2D.Double(-13, -26, 26, 52, 10, 10)));
      cross.subtract(new Area(new Rectangle2D.Double(-5, -5, 10, 10)));
      return cross;
    }

    @Override
    void drawDetails(Graphics2D g) {
      draw(g, new Line2D.Double(-8, 15.5, 8, 15.5));
      draw(g, new Line2D.Double(15.5, -8, 15.5, 8));
    }
  };

  /** Stands for "no hole is missing". */
  static final int NONE = -1;

  @SuppressWarnings("ImmutableEnumChecker") // nobody else sees the array
  private final double[][] holes;

  private final double holeRadius;

  PartShape(double[][] holes, double holeRadius) {
    this.holes = holes;
    this.holeRadius = holeRadius;
  }

  /** Returns the outline with the large holes. */
  abstract Area solid();

  /** Draws what is pressed into the metal. */
  abstract void drawDetails(Graphics2D g);

  /** Returns the number of small holes. */
  int holes() {
    return holes.length;
  }

  /**
   * Returns the part.
   *
   * @param missingHole the small hole that is missing; {@link #NONE} for a good part
   */
  Area area(int missingHole) {
    Area part = solid();
    for (int i = 0; i < holes.length; i++) {
      if (i != missingHole) {
        part.subtract(Shapes.circle(holes[i][0], holes[i][1], holeRadius));
      }
    }
    return part;
  }

  private static void draw(Graphics2D g, Shape shape) {
    g.setStroke(new BasicStroke(1.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.setColor(new Color(105, 105, 105));
    g.draw(shape);
  }

  /** Returns places at equal distances on a circle. */
  private static double[][] ring(int count, double radius) {
    return IntStream.range(0, count)
        .mapToObj(i -> 2 * Math.PI * i / count)
        .map(angle -> new double[] {radius * Math.cos(angle), radius * Math.sin(angle)})
        .toArray(double[][]::new);
  }
}
