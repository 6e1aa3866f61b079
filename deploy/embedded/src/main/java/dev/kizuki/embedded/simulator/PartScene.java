package dev.kizuki.embedded.simulator;

import dev.kizuki.embedded.simulator.product.Canvas;
import dev.kizuki.embedded.simulator.product.Specimen;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.image.BufferedImage;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Draws a stamped part on a conveyor belt, without light and noise. */
final class PartScene {
  /** The scene has this many pixels for each pixel of the picture, per axis. */
  private static final int OVERSAMPLING = 4;

  /** The plate is drawn in 64ths of the picture's side. */
  private static final int UNITS = 64;

  private final Random random;
  private final SurfaceDefects surface;
  private final PartShape shape;
  private final int side;
  private final int canvas;

  /**
   * @param side width and height of the picture, in pixels
   */
  PartScene(Random random, PartShape shape, int side) {
    this.random = random;
    this.surface = new SurfaceDefects(random);
    this.shape = shape;
    this.side = side;
    this.canvas = side * OVERSAMPLING;
  }

  /** Draws the next part. */
  Specimen draw(@Nullable Defect defect) {
    BufferedImage shown = new BufferedImage(canvas, canvas, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D g = graphics(shown);
    drawBelt(g);
    BufferedImage good = copy(shown);
    Pose aligned = alignedPose();
    Pose pose = defect == Defect.MISALIGNMENT ? misaligned(aligned) : aligned;
    int missing = defect == Defect.MISSING_HOLE ? random.nextInt(shape.holes()) : PartShape.NONE;
    Area plate = shape.area(missing);
    Color metal = Shapes.gray(Shapes.between(random, 150, 170));
    g.setTransform(transform(pose));
    drawPlate(g, plate, metal);
    if (defect == null) {
      g.dispose();
      Canvas picture = reduced(shown);
      return new Specimen(picture, picture);
    }
    g.clip(plate);
    surface.draw(g, defect);
    g.dispose();
    Graphics2D without = graphics(good);
    without.setTransform(transform(aligned));
    drawPlate(without, shape.area(PartShape.NONE), metal);
    without.dispose();
    return new Specimen(reduced(shown), reduced(good));
  }

  private static Graphics2D graphics(BufferedImage image) {
    Graphics2D g = image.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    return g;
  }

  private static BufferedImage copy(BufferedImage image) {
    BufferedImage copy =
        new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
    copy.setData(image.getRaster());
    return copy;
  }

  private void drawBelt(Graphics2D g) {
    int base = (int) Shapes.between(random, 58, 72);
    for (int y = 0; y < canvas; y += OVERSAMPLING) {
      for (int x = 0; x < canvas; x += OVERSAMPLING) {
        g.setColor(Shapes.gray(base + 9 * random.nextGaussian()));
        g.fillRect(x, y, OVERSAMPLING, OVERSAMPLING);
      }
    }
  }

  /** Returns the pose of a good part, which is off by up to a pixel and 1.5 degrees. */
  private Pose alignedPose() {
    double angle = Shapes.between(random, -1.5, 1.5);
    double dx = Shapes.between(random, -1, 1);
    double dy = Shapes.between(random, -1, 1);
    return new Pose(angle, dx, dy);
  }

  /** Returns a pose that is off by several pixels or by 6 degrees and more. */
  private Pose misaligned(Pose aligned) {
    if (random.nextBoolean()) {
      double turn = sign() * Shapes.between(random, 6, 12);
      return new Pose(aligned.angle() + turn, aligned.dx(), aligned.dy());
    }
    double right = sign() * Shapes.between(random, 3.5, 6);
    double down = sign() * Shapes.between(random, 2, 5);
    return new Pose(aligned.angle(), aligned.dx() + right, aligned.dy() + down);
  }

  /**
   * Returns the transform from 64ths of the picture's side, with the origin at the plate's centre,
   * to pixels of the scene.
   */
  private AffineTransform transform(Pose pose) {
    double scale = (double) canvas / UNITS;
    AffineTransform transform = AffineTransform.getScaleInstance(scale, scale);
    transform.translate(UNITS / 2.0 + pose.dx(), UNITS / 2.0 + pose.dy());
    transform.rotate(Math.toRadians(pose.angle()));
    return transform;
  }

  private void drawPlate(Graphics2D g, Area plate, Color metal) {
    g.setColor(metal);
    g.fill(plate);
    g.setStroke(new BasicStroke(1.2f));
    g.setColor(new Color(225, 225, 225));
    g.draw(plate);
    shape.drawDetails(g);
  }

  private int sign() {
    return random.nextBoolean() ? 1 : -1;
  }

  /**
   * Reduces a scene to the size of the picture. A pixel is the mean of the samples that it covers.
   */
  private Canvas reduced(BufferedImage scene) {
    int[] samples = scene.getRaster().getSamples(0, 0, canvas, canvas, 0, (int[]) null);
    float[] luma = new float[side * side];
    for (int i = 0; i < samples.length; i++) {
      int x = i % canvas / OVERSAMPLING;
      int y = i / canvas / OVERSAMPLING;
      luma[y * side + x] += samples[i];
    }
    for (int i = 0; i < luma.length; i++) {
      luma[i] /= OVERSAMPLING * OVERSAMPLING;
    }
    return Canvas.gray(side, luma);
  }

  /**
   * @param angle the angle of the part, in degrees
   * @param dx the displacement to the right, in 64ths of the picture's side
   * @param dy the displacement downwards, in 64ths of the picture's side
   */
  private record Pose(double angle, double dx, double dy) {}
}
