package dev.kizuki.scoring;

import dev.kizuki.evidence.Evidence;
import dev.kizuki.model.Preprocessing;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the places that cause the distance of an input: covers windows by their {@link
 * Surroundings}, and measures by how much the squared distance drops. See {@link
 * Evidence.Method#OCCLUSION}. Zeiler and Fergus, "Visualizing and Understanding Convolutional
 * Networks", 2014, section 4.2, do so with gray squares.
 *
 * <p>The first input measures what the model costs. The grid is then as fine as the time allows,
 * and stays: the same input gives the same values.
 */
final class Occlusion implements Attribution {
  /** The share of the time that the measurement may take. */
  private static final double MEASURING_SHARE = 0.1;

  private static final int MOST_MEASUREMENTS = 10;

  /** The share of the time that the windows may take. The rest is a reserve. */
  private static final double WINDOWS_SHARE = 0.8;

  private final Preprocessing shape;
  private final Surroundings surroundings;
  private final DistanceRunner runner;
  private final int maxBatch;
  private final float[] distances;
  private final long budget;
  private final LongSupplier nanoTime;
  private @Nullable OcclusionGrid grid;

  /**
   * @param budget the time for one input
   * @param nanoTime a clock such as {@link System#nanoTime}
   */
  Occlusion(Model model, Duration budget, LongSupplier nanoTime) {
    this.shape = model.metadata().preprocessing();
    this.surroundings = new Surroundings(shape);
    this.maxBatch = ImageJudge.batchOf(model, ImageJudge.DEFAULT_BATCH);
    this.runner = new DistanceRunner(model, maxBatch);
    this.distances = new float[maxBatch];
    this.budget = budget.toNanos();
    this.nanoTime = nanoTime;
  }

  @Override
  public Evidence.Method method() {
    return Evidence.Method.OCCLUSION;
  }

  @Override
  public PlaceValues of(byte[] input) {
    OcclusionGrid cells = grid(input);
    float distance = distance(input);
    float[] covered = covered(input, cells);
    return new PlaceValues(
        distance, cells.rows(), cells.columns(), values(distance, covered, cells));
  }

  private OcclusionGrid grid(byte[] input) {
    if (grid == null) {
      grid = OcclusionGrid.within(shape, affordableWindows(input));
    }
    return grid;
  }

  /**
   * Measures the cost of a window, and returns how many windows fit into the budget. The fastest of
   * some batches counts, because the first runs and a busy machine are slower.
   */
  private long affordableWindows(byte[] input) {
    long began = nanoTime.getAsLong();
    double each = Math.max(1, costOf(input, 1));
    int batch = (int) Math.max(1, Math.min(maxBatch, MEASURING_SHARE * budget / each));
    for (int i = 0;
        i < MOST_MEASUREMENTS && nanoTime.getAsLong() - began < MEASURING_SHARE * budget;
        i++) {
      each = Math.max(1, Math.min(each, costOf(input, batch) / batch));
    }
    long left = budget - (nanoTime.getAsLong() - began);
    return (long) (WINDOWS_SHARE * left / each);
  }

  /** Returns the time for a batch of {@code n} inputs, in nanoseconds. */
  private double costOf(byte[] input, int n) {
    long began = nanoTime.getAsLong();
    for (int i = 0; i < n; i++) {
      runner.input(i).put(input);
    }
    runner.distances(n, distances);
    return nanoTime.getAsLong() - began;
  }

  private float distance(byte[] input) {
    runner.input(0).put(input);
    runner.distances(1, distances);
    return distances[0];
  }

  /** Returns the distance of the input with each window covered. */
  private float[] covered(byte[] input, OcclusionGrid cells) {
    float[] covered = new float[cells.windows()];
    for (int start = 0; start < covered.length; start += maxBatch) {
      int n = Math.min(maxBatch, covered.length - start);
      for (int i = 0; i < n; i++) {
        cover(input, cells.window(start + i, shape), i);
      }
      runner.distances(n, distances);
      System.arraycopy(distances, 0, covered, start, n);
    }
    return covered;
  }

  private void cover(byte[] input, OcclusionGrid.Window window, int slot) {
    ByteBuffer target = runner.input(slot);
    int start = target.position();
    target.put(input);
    surroundings.cover(input, window, target, start);
  }

  /** Returns the values of the cells: see {@link Evidence.Method#OCCLUSION}. */
  private static float[] values(double distance, float[] covered, OcclusionGrid cells) {
    double[] drops = drops(distance, covered, cells);
    double sum = Arrays.stream(drops).sum() / (cells.windowRows() * cells.windowColumns());
    double attributed = Math.min(distance * distance, sum);
    double largest = Arrays.stream(drops).max().orElseThrow();
    float[] values = new float[drops.length];
    for (int i = 0; i < values.length && largest > 0; i++) {
      values[i] = (float) Math.sqrt(attributed * drops[i] / largest);
    }
    return values;
  }

  /** Returns the mean drop of each cell over the windows that cover it. */
  private static double[] drops(double distance, float[] covered, OcclusionGrid cells) {
    double[] drops = new double[cells.rows() * cells.columns()];
    int[] windows = new int[drops.length];
    for (int window = 0; window < covered.length; window++) {
      double drop = drop(distance, covered[window]);
      int first = cells.firstRow(window) * cells.columns() + cells.firstColumn(window);
      for (int row = 0; row < cells.windowRows(); row++) {
        for (int column = 0; column < cells.windowColumns(); column++) {
          drops[first + row * cells.columns() + column] += drop;
          windows[first + row * cells.columns() + column]++;
        }
      }
    }
    for (int i = 0; i < drops.length; i++) {
      drops[i] /= windows[i];
    }
    return drops;
  }

  /** Returns the drop of the squared distance; 0 if it rises, or is not finite. */
  private static double drop(double distance, double covered) {
    double drop = distance * distance - covered * covered;
    return drop > 0 ? drop : 0;
  }

  @Override
  public void close() {
    runner.close();
  }
}
