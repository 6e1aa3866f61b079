package dev.kizuki.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PixelScoresTest {
  private static final int WIDTH = 24;
  private static final int HEIGHT = 20;

  private static PixelScores scores(float[] scores, int... mask) {
    PixelScores pixels = new PixelScores();
    byte[] marked = new byte[mask.length];
    for (int i = 0; i < mask.length; i++) {
      marked[i] = (byte) mask[i];
    }
    pixels.add(scores, marked, scores.length);
    return pixels;
  }

  /**
   * Above all ten intact pixels lie half of the first region and the whole second one, so the
   * overlap is 0.75 at each false-positive rate up to 0.3. Of the three pixels of defects, two are
   * above each intact pixel and one below each.
   */
  @Test
  void aWorkedExampleWithTwoRegions() {
    PixelScores pixels =
        scores(
            new float[] {2, 0.05f, .1f, .2f, .3f, .4f, .5f, .6f, .7f, .8f, .9f, 1, 2},
            1,
            1,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            1);
    assertThat(pixels.regions()).isEqualTo(2);
    assertThat(pixels.auroc()).hasValue(2.0 / 3);
    assertThat(pixels.aupro(0.3).orElseThrow()).isCloseTo(0.75, within(1e-12));
  }

  /** The curve is the line from (0, 0) to (0.5, 1); below it, up to 0.3, lie 0.3 * 0.6 / 2. */
  @Test
  void theCurveIsCutAtTheLimitByInterpolation() {
    PixelScores tied = scores(new float[] {1, 2, 2}, 0, 0, 1);
    assertThat(tied.aupro(0.3).orElseThrow()).isCloseTo(0.3, within(1e-12));
    assertThat(tied.aupro(1).orElseThrow()).isCloseTo(0.75, within(1e-12));
    assertThat(tied.auroc().orElseThrow()).isCloseTo(0.75, within(1e-12));
  }

  @Test
  void pixelsOutsideOfTheImageDoNotCount() {
    assertThat(scores(new float[] {5, 1, 2}, -1, 0, 1).auroc()).hasValue(1);
  }

  @Test
  void oneKindOfPixelsGivesNoFigure() {
    assertThat(scores(new float[] {1, 2}, 0, 0).auroc()).isEmpty();
    assertThat(scores(new float[] {1, 2}, 0, 0).aupro(0.3)).isEmpty();
    assertThat(scores(new float[] {1, 2}, 1, 1).auroc()).isEmpty();
    assertThat(scores(new float[] {1, 2}, 1, 1).aupro(0.3)).isEmpty();
  }

  @Test
  void scoresBelowZeroAreInOrder() {
    assertThat(scores(new float[] {-3, -2, -0f, 0f, 1}, 0, 1, 0, 1, 1).auroc().orElseThrow())
        .isCloseTo((1 + 1.5 + 2) / 6, within(1e-12));
  }

  /**
   * Scores that are multiples of 1/64 below 16 have at most 10 significant bits, so the classes do
   * not round them. Other scores are rounded by at most 0.05 %.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void agreesWithASlowComputation(long seed) {
    Random random = new Random(seed);
    PixelScores exact = new PixelScores();
    PixelScores rounded = new PixelScores();
    Slow slowExact = new Slow();
    Slow slowRounded = new Slow();
    for (int image = 0; image < 4; image++) {
      byte[] mask = mask(random, image);
      float[] some = new float[mask.length];
      float[] grid = new float[mask.length];
      for (int i = 0; i < some.length; i++) {
        some[i] = (float) Math.exp(random.nextGaussian() + (mask[i] > 0 ? 1 : 0));
        grid[i] = Math.round(Math.min(15, some[i]) * 64) / 64f;
      }
      exact.add(grid, mask, WIDTH);
      rounded.add(some, mask, WIDTH);
      slowExact.add(grid, mask);
      slowRounded.add(some, mask);
    }
    assertThat(exact.regions()).isEqualTo(slowExact.regions.size());
    assertThat(exact.auroc().orElseThrow()).isCloseTo(slowExact.auroc(), within(1e-9));
    assertThat(exact.aupro(0.3).orElseThrow()).isCloseTo(slowExact.aupro(0.3), within(1e-9));
    assertThat(rounded.auroc().orElseThrow()).isCloseTo(slowRounded.auroc(), within(1e-3));
    assertThat(rounded.aupro(0.3).orElseThrow()).isCloseTo(slowRounded.aupro(0.3), within(1e-3));
  }

  /** Some ellipses, which may touch; the first image has none; the last column is outside. */
  private static byte[] mask(Random random, int ellipses) {
    byte[] mask = new byte[WIDTH * HEIGHT];
    for (int ellipse = 0; ellipse < ellipses; ellipse++) {
      double x = random.nextDouble() * WIDTH;
      double y = random.nextDouble() * HEIGHT;
      double size = 1 + 3 * random.nextDouble();
      for (int i = 0; i < mask.length; i++) {
        int row = i / WIDTH;
        if (Math.hypot(i % WIDTH - x, 1.5 * (row - y)) < size) {
          mask[i] = 1;
        }
      }
    }
    for (int row = 0; row < HEIGHT; row++) {
      mask[row * WIDTH + WIDTH - 1] = -1;
    }
    return mask;
  }

  /** Compares each pair of pixels, and counts the regions again at each threshold. */
  private static final class Slow {
    private final List<Float> intact = new ArrayList<>();
    private final List<List<Float>> regions = new ArrayList<>();

    void add(float[] scores, byte[] mask) {
      boolean[] seen = new boolean[mask.length];
      for (int i = 0; i < mask.length; i++) {
        if (mask[i] == 0) {
          intact.add(scores[i]);
        } else if (mask[i] > 0 && !seen[i]) {
          regions.add(region(i, scores, mask, seen));
        }
      }
    }

    private static List<Float> region(int start, float[] scores, byte[] mask, boolean[] seen) {
      List<Float> region = new ArrayList<>();
      Deque<Integer> open = new ArrayDeque<>(List.of(start));
      seen[start] = true;
      while (!open.isEmpty()) {
        int pixel = open.pop();
        region.add(scores[pixel]);
        for (int other = 0; other < mask.length; other++) {
          boolean touches =
              Math.abs(other % WIDTH - pixel % WIDTH) <= 1
                  && Math.abs(other / WIDTH - pixel / WIDTH) <= 1;
          if (touches && mask[other] > 0 && !seen[other]) {
            seen[other] = true;
            open.push(other);
          }
        }
      }
      return region;
    }

    double auroc() {
      double wins = 0;
      double pairs = 0;
      for (List<Float> region : regions) {
        for (float defect : region) {
          for (float other : intact) {
            wins += defect > other ? 1 : defect == other ? 0.5 : 0;
            pairs++;
          }
        }
      }
      return wins / pairs;
    }

    double aupro(double limit) {
      List<Float> thresholds = new ArrayList<>(intact);
      regions.forEach(thresholds::addAll);
      double area = 0;
      double lastRate = 0;
      double lastOverlap = 0;
      for (float threshold :
          thresholds.stream().distinct().sorted((a, b) -> Float.compare(b, a)).toList()) {
        double rate = share(intact, threshold);
        double overlap =
            regions.stream()
                .mapToDouble(region -> share(region, threshold))
                .average()
                .orElseThrow();
        if (rate > limit) {
          double cut =
              lastOverlap + (overlap - lastOverlap) * (limit - lastRate) / (rate - lastRate);
          area += (limit - lastRate) * (lastOverlap + cut) / 2;
          return area / limit;
        }
        area += (rate - lastRate) * (lastOverlap + overlap) / 2;
        lastRate = rate;
        lastOverlap = overlap;
      }
      return area / limit;
    }

    private static double share(List<Float> scores, float threshold) {
      return (double) scores.stream().filter(score -> score >= threshold).count() / scores.size();
    }
  }
}
