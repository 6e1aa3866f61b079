package dev.kizuki.embedded.simulator;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Line2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Draws a plate on a conveyor belt, without light and noise. */
final class PartScene {
  /** The scene has this many pixels for each pixel of the picture, per axis. */
  static final int OVERSAMPLING = 4;

  /** Width and height of the scene, in its own pixels. */
  static final int CANVAS = PartCamera.SIZE * OVERSAMPLING;

  /** Centres of the small holes, in pixels of the picture from the plate's centre. */
  private static final double[][] HOLES = {{-17, -15}, {17, -15}, {-17, 15}, {17, 15}};

  private final Random random;
  private final SurfaceDefects surface;

  PartScene(Random random) {
    this.random = random;
    this.surface = new SurfaceDefects(random);
  }

  /**
   * Draws the next part.
   *
   * @return a gray image of {@value #CANVAS} x {@value #CANVAS} pixels
   */
  BufferedImage draw(@Nullable Defect defect) {
    BufferedImage canvas = new BufferedImage(CANVAS, CANVAS, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D g = canvas.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    drawBelt(g);
    g.setTransform(pose(defect));
    Area plate = plate(defect);
    drawPlate(g, plate);
    drawSlots(g);
    if (defect != null) {
      g.clip(plate);
      surface.draw(g, defect);
    }
    g.dispose();
    return canvas;
  }

  private void drawBelt(Graphics2D g) {
    int base = (int) Shapes.between(random, 58, 72);
    for (int y = 0; y < CANVAS; y += OVERSAMPLING) {
      for (int x = 0; x < CANVAS; x += OVERSAMPLING) {
        g.setColor(Shapes.gray(base + 9 * random.nextGaussian()));
        g.fillRect(x, y, OVERSAMPLING, OVERSAMPLING);
      }
    }
  }

  /**
   * Returns the transform from pixels of the picture, with the origin at the plate's centre, to
   * pixels of the scene. A good part is off by up to a pixel and 1.5 degrees; a misaligned part by
   * several pixels or 6 degrees and more.
   */
  private AffineTransform pose(@Nullable Defect defect) {
    double angle = Shapes.between(random, -1.5, 1.5);
    double dx = Shapes.between(random, -1, 1);
    double dy = Shapes.between(random, -1, 1);
    if (defect == Defect.MISALIGNMENT) {
      if (random.nextBoolean()) {
        angle += sign() * Shapes.between(random, 6, 12);
      } else {
        dx += sign() * Shapes.between(random, 3.5, 6);
        dy += sign() * Shapes.between(random, 2, 5);
      }
    }
    AffineTransform pose = AffineTransform.getScaleInstance(OVERSAMPLING, OVERSAMPLING);
    pose.translate(PartCamera.SIZE / 2.0 + dx, PartCamera.SIZE / 2.0 + dy);
    pose.rotate(Math.toRadians(angle));
    return pose;
  }

  private Area plate(@Nullable Defect defect) {
    Area plate = new Area(new RoundRectangle2D.Double(-24, -21, 48, 42, 8, 8));
    plate.subtract(Shapes.circle(0, 0, 7));
    int missing = defect == Defect.MISSING_HOLE ? random.nextInt(HOLES.length) : -1;
    for (int i = 0; i < HOLES.length; i++) {
      if (i != missing) {
        plate.subtract(Shapes.circle(HOLES[i][0], HOLES[i][1], 3));
      }
    }
    return plate;
  }

  private void drawPlate(Graphics2D g, Area plate) {
    g.setColor(Shapes.gray(Shapes.between(random, 150, 170)));
    g.fill(plate);
    g.setStroke(new BasicStroke(1.2f));
    g.setColor(new Color(225, 225, 225));
    g.draw(plate);
  }

  private static void drawSlots(Graphics2D g) {
    g.setStroke(new BasicStroke(1.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.setColor(new Color(105, 105, 105));
    g.draw(new Line2D.Double(-9, 15.5, 9, 15.5));
    g.draw(new Line2D.Double(-9, -15.5, 9, -15.5));
  }

  private int sign() {
    return random.nextBoolean() ? 1 : -1;
  }
}
