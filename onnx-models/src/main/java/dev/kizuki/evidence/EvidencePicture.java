package dev.kizuki.evidence;

import dev.kizuki.image.Pixels;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Draws evidence as PNG, in the colours of {@link HeatMap}. The values are interpolated between the
 * centres of the grid's cells, as {@code kizuki evaluate} does, so no detail is finer than a cell.
 * A white line surrounds the places that exceed the threshold.
 */
public final class EvidencePicture {
  /** The sample of {@link #inScoreUnits} for {@link HeatMap#FULL} thresholds and more. */
  public static final int FULL_SAMPLE = 255;

  private final Evidence evidence;
  private final int scale;
  private final int width;
  private final int height;

  /** Creates pictures of the size of the model's input. */
  public EvidencePicture(Evidence evidence) {
    this(evidence, 1);
  }

  /**
   * Creates enlarged pictures.
   *
   * @param scale the width and height of one pixel of the input, in pixels of the pictures; >= 1
   */
  public EvidencePicture(Evidence evidence, int scale) {
    this.evidence = evidence;
    this.scale = scale;
    this.width = evidence.input().width() * scale;
    this.height = evidence.input().height() * scale;
  }

  /**
   * Returns the largest scale with which no side is longer than {@code side} pixels; at least 1.
   */
  public static int scaleUpTo(int side, Pixels input) {
    return Math.max(1, side / Math.max(input.width(), input.height()));
  }

  /** Returns the map by itself as PNG with alpha: 0 is fully transparent. */
  public byte[] bare() {
    float[] values = evidence.scaledTo(height, width);
    BufferedImage map = HeatMap.transparent(values, width);
    HeatMap.outline(map, values);
    return png(map);
  }

  /** Returns the map over the model's input as PNG. Enlarged pixels of the input stay squares. */
  public byte[] overlaid() {
    float[] values = evidence.scaledTo(height, width);
    BufferedImage covered = HeatMap.over(enlargedInput(), values);
    HeatMap.outline(covered, values);
    return png(covered);
  }

  /**
   * Returns the grid in score units as a gray PNG of 8 bits: one pixel for each cell, (rows,
   * columns). A sample is {@code round(value / FULL * 255)}, at most {@value #FULL_SAMPLE}; the
   * threshold is 85. {@link HeatMap#FULL} is the scale.
   */
  public byte[] inScoreUnits() {
    BufferedImage grid =
        new BufferedImage(evidence.columns(), evidence.rows(), BufferedImage.TYPE_BYTE_GRAY);
    for (int row = 0; row < evidence.rows(); row++) {
      for (int column = 0; column < evidence.columns(); column++) {
        long sample = Math.round(evidence.value(row, column) / HeatMap.FULL * FULL_SAMPLE);
        grid.getRaster().setSample(column, row, 0, (int) Math.min(FULL_SAMPLE, sample));
      }
    }
    return png(grid);
  }

  /** Returns the model's input that the map belongs to, as PNG. */
  public byte[] input() {
    return png(enlargedInput());
  }

  private BufferedImage enlargedInput() {
    Pixels input = evidence.input();
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int rgb = 0;
        for (int channel = 0; channel < 3; channel++) {
          int plane = Math.min(channel, input.channels() - 1);
          rgb = rgb << 8 | input.sample(plane, y / scale, x / scale);
        }
        picture.setRGB(x, y, rgb);
      }
    }
    return picture;
  }

  private static byte[] png(BufferedImage picture) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(picture, "png", output);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot encode a PNG in memory", e);
    }
    return bytes.toByteArray();
  }
}
