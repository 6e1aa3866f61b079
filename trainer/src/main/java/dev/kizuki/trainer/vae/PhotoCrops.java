package dev.kizuki.trainer.vae;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.defect.DefectPainter;
import dev.kizuki.trainer.defect.Patch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Cuts crops from normal images, changes their light, and paints synthetic defects into most of
 * them. Each crop is normalised by the contrast of its whole image.
 */
final class PhotoCrops {
  private static final double SCALE_RANGE = 0.1;
  private static final double GAMMA_RANGE = Math.log(1.5);
  private static final double GAIN_RANGE = Math.log(1.4);
  private static final double MOST_NOISE = 0.012;

  /** The steps between two gray values in a table of new samples. */
  private static final int LIGHT_STEPS = 4;

  private static final double CLEAN_SHARE = 0.25;
  private static final double SECOND_DEFECT_SHARE = 0.4;

  private final PixelStore images;
  private final int side;
  private final Random random;
  private final DefectPainter painter;
  private final ImageContrast[] contrasts;
  private final int[][] histograms;

  /** The rows and columns of each image that are not padding. */
  private final int[] rows;

  private final int[] columns;

  /** Normal noise with a deviation of 1. It is drawn once, because drawing is slow. */
  private final float[] noise = new float[1 << 16];

  /**
   * @param side the side of a crop, in pixels; a multiple of {@link
   *     PhotoArchitecture#LATENT_STRIDE}
   */
  PhotoCrops(PixelStore images, int side, Random random) {
    this.images = images;
    this.side = side;
    this.random = random;
    this.painter = new DefectPainter(random);
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) random.nextGaussian();
    }
    this.contrasts = new ImageContrast[images.size()];
    this.histograms = new int[images.size()][];
    this.rows = new int[images.size()];
    this.columns = new int[images.size()];
    for (int i = 0; i < images.size(); i++) {
      Patch seen = seen(i);
      rows[i] = seen.height();
      columns[i] = seen.width();
      contrasts[i] = ImageContrast.of(seen.samples(), seen.channels(), seen.height(), seen.width());
      histograms[i] = histogram(seen.samples());
    }
  }

  /** The inputs and labels of one step. */
  static final class Batch {
    private final float[] inputs;
    private final float[] clean;
    private final float[] labels;

    /**
     * @param inputs (n, 2 C, side, side): the crops, most of them with defects; not copied
     * @param clean (n, 2 C, side / 4, side / 4): the same crops without defects, averaged over
     *     squares; not copied
     * @param labels (n, 1, side / 4, side / 4): 1 where a defect can be seen, else 0; not copied
     */
    Batch(float[] inputs, float[] clean, float[] labels) {
      this.inputs = inputs;
      this.clean = clean;
      this.labels = labels;
    }

    float[] inputs() {
      return inputs;
    }

    float[] clean() {
      return clean;
    }

    float[] labels() {
      return labels;
    }
  }

  Batch next(int n) {
    int channels = images.shape().channels();
    int length = 2 * channels * side * side;
    int cells = side / PhotoArchitecture.HEAD_STRIDE;
    float[] inputs = new float[n * length];
    float[] clean = new float[n * 2 * channels * cells * cells];
    float[] labels = new float[n * cells * cells];
    double scale = 1 + random.nextDouble(-SCALE_RANGE, SCALE_RANGE);
    List<Patch> crops = new ArrayList<>();
    List<ImageContrast> contrast = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int image = random.nextInt(images.size());
      double gain = Math.exp(random.nextDouble(-GAIN_RANGE, GAIN_RANGE));
      double gamma = Math.exp(random.nextDouble(-GAMMA_RANGE, GAMMA_RANGE));
      double[] light = light(gain, gamma);
      crops.add(crop(image, scale, light));
      contrast.add(contrasts[image].after(histograms[image], light, LIGHT_STEPS));
    }
    float[] cleanInput = new float[length];
    for (int i = 0; i < n; i++) {
      Patch crop = crops.get(i).copy();
      addNoise(crop);
      contrast.get(i).write(crop.samples(), channels, side, side, cleanInput, 0);
      average(cleanInput, 2 * channels, clean, i * 2 * channels * cells * cells);
      if (random.nextDouble() < CLEAN_SHARE) {
        System.arraycopy(cleanInput, 0, inputs, i * length, length);
        continue;
      }
      boolean[] visible = new boolean[side * side];
      Patch source = crops.get((i + 1 + random.nextInt(Math.max(1, n - 1))) % n);
      painter.paint(crop, source, visible);
      if (random.nextDouble() < SECOND_DEFECT_SHARE) {
        painter.paint(crop, source, visible);
      }
      contrast.get(i).write(crop.samples(), channels, side, side, inputs, i * length);
      label(visible, labels, i * cells * cells);
    }
    return new Batch(inputs, clean, labels);
  }

  private void addNoise(Patch crop) {
    float deviation = (float) random.nextDouble(0, MOST_NOISE);
    int start = random.nextInt(noise.length);
    for (int i = 0; i < crop.samples().length; i++) {
      float noisy = crop.samples()[i] + deviation * noise[(start + i) & (noise.length - 1)];
      crop.samples()[i] = Math.max(0, Math.min(1, noisy));
    }
  }

  /** Averages (planes, side, side) over the squares of the head's stride. */
  private void average(float[] values, int planes, float[] target, int offset) {
    int stride = PhotoArchitecture.HEAD_STRIDE;
    int cells = side / stride;
    for (int plane = 0; plane < planes; plane++) {
      for (int row = 0; row < side; row++) {
        for (int column = 0; column < side; column++) {
          target[offset + (plane * cells + row / stride) * cells + column / stride] +=
              values[(plane * side + row) * side + column] / (stride * stride);
        }
      }
    }
  }

  private void label(boolean[] visible, float[] labels, int offset) {
    int stride = PhotoArchitecture.HEAD_STRIDE;
    int cells = side / stride;
    for (int i = 0; i < visible.length; i++) {
      if (visible[i]) {
        labels[offset + i / side / stride * cells + i % side / stride] = 1;
      }
    }
  }

  /** The samples of an image, (C, H, W), in [0, 1]. */
  static float[] samples(PixelStore images, int position) {
    ByteBuffer pixels = images.image(position);
    float[] samples = new float[images.shape().size()];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (pixels.get(i) & 0xff) / 255f;
    }
    return samples;
  }

  /** The part of an image that is not padding. Padding lies on the right and below. */
  private Patch seen(int position) {
    Preprocessing shape = images.shape();
    Patch whole =
        new Patch(shape.channels(), shape.height(), shape.width(), samples(images, position));
    if (shape.resize() != Resize.PAD) {
      return whole;
    }
    int height = 2;
    int width = 2;
    for (int channel = 0; channel < shape.channels(); channel++) {
      for (int row = 0; row < shape.height(); row++) {
        for (int column = 0; column < shape.width(); column++) {
          if (whole.samples()[whole.index(channel, row, column)] > 0) {
            height = Math.max(height, row + 1);
            width = Math.max(width, column + 1);
          }
        }
      }
    }
    return whole.region(0, 0, height, width);
  }

  /** Returns the new sample in [0, 1] for each old one, in steps of 1 / {@value #LIGHT_STEPS}. */
  private static double[] light(double gain, double gamma) {
    double[] light = new double[255 * LIGHT_STEPS + 1];
    for (int i = 0; i < light.length; i++) {
      light[i] = Math.min(1, gain * Math.pow(i / (255.0 * LIGHT_STEPS), gamma));
    }
    return light;
  }

  private static int[] histogram(float[] samples) {
    int[] histogram = new int[256];
    for (float sample : samples) {
      histogram[Math.round(sample * 255)]++;
    }
    return histogram;
  }

  /** Cuts a crop at a random place, with bilinear interpolation. */
  private Patch crop(int position, double scale, double[] light) {
    Preprocessing shape = images.shape();
    ByteBuffer pixels = images.image(position);
    Patch crop = Patch.empty(shape.channels(), side, side);
    double lowest = rows[position] - 1.001;
    double rightmost = columns[position] - 1.001;
    double top = random.nextDouble() * Math.max(0, lowest - scale * (side - 1));
    double left = random.nextDouble() * Math.max(0, rightmost - scale * (side - 1));
    for (int channel = 0; channel < shape.channels(); channel++) {
      int plane = channel * shape.height() * shape.width();
      for (int row = 0; row < side; row++) {
        double y = Math.min(lowest, top + row * scale);
        for (int column = 0; column < side; column++) {
          double x = Math.min(rightmost, left + column * scale);
          double value = bilinear(pixels, plane, shape.width(), y, x);
          crop.samples()[crop.index(channel, row, column)] =
              (float) light[(int) Math.round(value * LIGHT_STEPS)];
        }
      }
    }
    return crop;
  }

  private static double bilinear(ByteBuffer pixels, int plane, int width, double y, double x) {
    int row = (int) y;
    int column = (int) x;
    double v = y - row;
    double u = x - column;
    int i = plane + row * width + column;
    return (1 - v) * ((1 - u) * (pixels.get(i) & 0xff) + u * (pixels.get(i + 1) & 0xff))
        + v * ((1 - u) * (pixels.get(i + width) & 0xff) + u * (pixels.get(i + width + 1) & 0xff));
  }
}
