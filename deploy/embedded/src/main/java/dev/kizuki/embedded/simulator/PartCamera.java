package dev.kizuki.embedded.simulator;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/**
 * Takes pictures of stamped metal plates, {@value #SIZE} x {@value #SIZE} pixels, gray. No two are
 * alike: each part lies a little differently, under light from another side, before a grainy belt,
 * and the sensor is noisy. So the difference to a reference picture says little.
 *
 * <p>The same seed gives the same pictures. Used by one thread.
 */
public final class PartCamera {
  /** Width and height of a picture, in pixels. */
  public static final int SIZE = 64;

  private static final int OVERSAMPLING = 4;
  private static final int CANVAS = SIZE * OVERSAMPLING;
  private static final double NOISE = 5;
  private static final double[][] HOLES = {{-17, -15}, {17, -15}, {-17, 15}, {17, 15}};

  private final Random random;

  public PartCamera(long seed) {
    this.random = new Random(seed);
  }

  /**
   * A picture of the next part.
   *
   * @param defect null: a good part
   * @return PNG
   */
  public byte[] next(@Nullable Defect defect) {
    float[] light = expose(draw(defect));
    BufferedImage image = new BufferedImage(SIZE, SIZE, BufferedImage.TYPE_BYTE_GRAY);
    int[] pixels = new int[SIZE * SIZE];
    for (int i = 0; i < pixels.length; i++) {
      double value = light[i] + NOISE * random.nextGaussian();
      pixels[i] = (int) Math.round(Math.max(0, Math.min(255, value)));
    }
    image.getRaster().setPixels(0, 0, SIZE, SIZE, pixels);
    return png(image);
  }

  private static byte[] png(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The scene at four times the resolution, coordinates in pixels around the centre. */
  private BufferedImage draw(@Nullable Defect defect) {
    BufferedImage canvas = new BufferedImage(CANVAS, CANVAS, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D g = canvas.createGraphics();
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    belt(g);
    AffineTransform pose = pose(defect);
    g.setTransform(pose);
    Area plate = plate(defect);
    fill(g, plate, gray(between(150, 170)));
    rim(g, plate);
    slot(g);
    if (defect != null) {
      g.clip(plate);
      flaw(g, defect);
    }
    g.dispose();
    return canvas;
  }

  private void belt(Graphics2D g) {
    int base = (int) between(58, 72);
    for (int y = 0; y < CANVAS; y += OVERSAMPLING) {
      for (int x = 0; x < CANVAS; x += OVERSAMPLING) {
        g.setColor(gray(base + 9 * random.nextGaussian()));
        g.fillRect(x, y, OVERSAMPLING, OVERSAMPLING);
      }
    }
  }

  /** Every part lies a little differently; a misaligned one clearly so. */
  private AffineTransform pose(@Nullable Defect defect) {
    double angle = between(-1.5, 1.5);
    double dx = between(-1, 1);
    double dy = between(-1, 1);
    if (defect == Defect.MISALIGNMENT) {
      if (random.nextBoolean()) {
        angle += sign() * between(6, 12);
      } else {
        dx += sign() * between(3.5, 6);
        dy += sign() * between(2, 5);
      }
    }
    AffineTransform pose = AffineTransform.getScaleInstance(OVERSAMPLING, OVERSAMPLING);
    pose.translate(SIZE / 2.0 + dx, SIZE / 2.0 + dy);
    pose.rotate(Math.toRadians(angle));
    return pose;
  }

  private Area plate(@Nullable Defect defect) {
    Area plate = new Area(new RoundRectangle2D.Double(-24, -21, 48, 42, 8, 8));
    plate.subtract(circle(0, 0, 7));
    int missing = defect == Defect.MISSING_HOLE ? random.nextInt(HOLES.length) : -1;
    for (int i = 0; i < HOLES.length; i++) {
      if (i != missing) {
        plate.subtract(circle(HOLES[i][0], HOLES[i][1], 3));
      }
    }
    return plate;
  }

  private static Area circle(double x, double y, double radius) {
    return new Area(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
  }

  private static void rim(Graphics2D g, Area plate) {
    g.setStroke(new BasicStroke(1.2f));
    g.setColor(new Color(225, 225, 225));
    g.draw(plate);
  }

  private static void slot(Graphics2D g) {
    g.setStroke(new BasicStroke(1.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    g.setColor(new Color(105, 105, 105));
    g.draw(new java.awt.geom.Line2D.Double(-9, 15.5, 9, 15.5));
    g.draw(new java.awt.geom.Line2D.Double(-9, -15.5, 9, -15.5));
  }

  private void flaw(Graphics2D g, Defect defect) {
    switch (defect) {
      case SCRATCH -> scratch(g);
      case DENT -> dent(g);
      case STAIN -> stain(g);
      case MISSING_HOLE, MISALIGNMENT -> {
        // drawn where the plate is
      }
    }
  }

  /** A thin, slightly bent line, brighter or darker than the metal. */
  private void scratch(Graphics2D g) {
    double angle = between(0, Math.PI);
    double length = between(14, 26);
    double x = between(-12, 12);
    double y = between(-10, 10);
    double dx = Math.cos(angle) * length / 2;
    double dy = Math.sin(angle) * length / 2;
    Path2D path = new Path2D.Double();
    path.moveTo(x - dx, y - dy);
    path.quadTo(x + between(-3, 3), y + between(-3, 3), x + dx, y + dy);
    g.setStroke(new BasicStroke((float) between(0.9, 1.5)));
    g.setColor(random.nextBoolean() ? gray(between(225, 255)) : gray(between(70, 100)));
    g.draw(path);
  }

  /** Bright on one side, dark on the other, as a hollow is under slanting light. */
  private void dent(Graphics2D g) {
    double[] place = onMetal();
    double radius = between(3.5, 6);
    double angle = between(0, 2 * Math.PI);
    double depth = between(45, 75);
    for (double r = radius; r > 0; r -= 0.25) {
      double strength = depth * (1 - r / radius);
      double shift = 0.45 * radius;
      spot(g, place[0] + Math.cos(angle) * shift, place[1] + Math.sin(angle) * shift, r, strength);
      spot(g, place[0] - Math.cos(angle) * shift, place[1] - Math.sin(angle) * shift, r, -strength);
    }
  }

  private static void spot(Graphics2D g, double x, double y, double radius, double strength) {
    int alpha = (int) Math.min(60, Math.abs(strength) * 0.6);
    int value = strength > 0 ? 255 : 0;
    g.setColor(new Color(value, value, value, alpha));
    g.fill(circle(x, y, radius * 0.7));
  }

  /** An irregular dark patch with soft edges. */
  private void stain(Graphics2D g) {
    double[] place = onMetal();
    int drops = 5 + random.nextInt(4);
    for (int i = 0; i < drops; i++) {
      double x = place[0] + 2.2 * random.nextGaussian();
      double y = place[1] + 2.2 * random.nextGaussian();
      double radius = between(2, 4);
      g.setColor(new Color(30, 30, 30, (int) between(45, 80)));
      g.fill(circle(x, y, radius));
    }
  }

  /** A place on the plate, away from its holes. */
  private double[] onMetal() {
    double angle = between(0, 2 * Math.PI);
    double radius = between(11, 14);
    return new double[] {Math.cos(angle) * radius, Math.sin(angle) * radius * 0.8};
  }

  private static void fill(Graphics2D g, Area area, Color colour) {
    g.setColor(colour);
    g.fill(area);
  }

  /** Down to the picture's size, under uneven light. */
  private float[] expose(BufferedImage canvas) {
    double brightness = between(0.85, 1.1);
    double angle = between(0, 2 * Math.PI);
    double slope = between(0.05, 0.3);
    int[] samples = canvas.getRaster().getSamples(0, 0, CANVAS, CANVAS, 0, (int[]) null);
    float[] light = new float[SIZE * SIZE];
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        double across =
            ((x - SIZE / 2.0) * Math.cos(angle) + (y - SIZE / 2.0) * Math.sin(angle)) / SIZE;
        light[y * SIZE + x] = (float) (mean(samples, x, y) * brightness * (1 + 2 * slope * across));
      }
    }
    return light;
  }

  private static double mean(int[] samples, int x, int y) {
    double sum = 0;
    for (int row = 0; row < OVERSAMPLING; row++) {
      for (int column = 0; column < OVERSAMPLING; column++) {
        sum += samples[(y * OVERSAMPLING + row) * CANVAS + x * OVERSAMPLING + column];
      }
    }
    return sum / (OVERSAMPLING * OVERSAMPLING);
  }

  private static Color gray(double value) {
    int v = (int) Math.max(0, Math.min(255, value));
    return new Color(v, v, v);
  }

  private double between(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  private int sign() {
    return random.nextBoolean() ? 1 : -1;
  }
}
