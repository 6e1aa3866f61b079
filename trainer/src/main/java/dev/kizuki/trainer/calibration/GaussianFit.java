package dev.kizuki.trainer.calibration;

import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.feature.FeatureGraph;
import dev.kizuki.whitening.Shrinkage;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Fits a Gaussian to the features of normal images, at each position of the feature's grid. */
public final class GaussianFit {
  /**
   * The number of images for each dimension of a feature. More images hardly improve a covariance.
   */
  private static final int IMAGES_PER_DIMENSION = 50;

  /** The number of places that a shared Gaussian is fitted to. */
  private static final int MOST_PLACES = 200_000;

  private GaussianFit() {}

  /**
   * Fits the Gaussians. Runs the graph over the images twice and stores no features.
   *
   * @param positions the positions of the images in the store
   * @param shared true for one Gaussian for all positions (a texture), false for one Gaussian for
   *     each position (a part that always lies in the same way)
   * @return one Gaussian, or one for each position
   */
  public static List<Gaussian> fit(
      FeatureGraph graph, PixelStore images, int[] positions, boolean shared, Shrinkage shrinkage) {
    int dimensions = graph.dimensions();
    int[] chosen = evenly(positions, (long) IMAGES_PER_DIMENSION * dimensions);
    int cells = graph.positions();
    // The step is coprime to the number of places, so each place is used in some batch.
    int step =
        shared
            ? coprime(
                cells,
                Math.toIntExact(((long) chosen.length * cells + MOST_PLACES - 1) / MOST_PLACES))
            : cells;
    int gaussians = shared ? 1 : cells;
    List<FeatureMoments> moments = new ArrayList<>();
    for (int i = 0; i < gaussians; i++) {
      moments.add(new FeatureMoments(graph.blocks()));
    }
    try (GraphRunner runner = new GraphRunner(graph.toBytes(), graph.input())) {
      run(
          runner,
          images,
          chosen,
          (start, n, features) -> {
            for (int i = 0; i < gaussians; i++) {
              for (int f = shared ? first(start, cells, step) : i; f < n * cells; f += step) {
                moments.get(i).addToMean(features, f * dimensions);
              }
            }
          });
      FeatureMoments.finishMeans(moments);
      run(
          runner,
          images,
          chosen,
          (start, n, features) -> {
            for (int i = 0; i < gaussians; i++) {
              int first = shared ? first(start, cells, step) : i;
              int count = (n * cells - first + step - 1) / step;
              moments
                  .get(i)
                  .addToCovariance(features, count, first * dimensions, step * dimensions);
            }
          });
    }
    return moments.stream().map(each -> Gaussian.fit(each, shrinkage)).toList();
  }

  private static void run(
      GraphRunner runner, PixelStore images, int[] chosen, GraphRunner.Sink sink) {
    runner.run(FeatureGraph.FEATURE, chosen.length, i -> images.image(chosen[i]), sink);
  }

  /** The first place that is used in a batch, if every step-th place of all is used. */
  private static int first(int startImage, int cells, int step) {
    long before = (long) startImage * cells;
    return (int) ((step - before % step) % step);
  }

  private static int coprime(int cells, int atLeast) {
    int step = Math.max(1, atLeast);
    while (BigInteger.valueOf(step).gcd(BigInteger.valueOf(cells)).intValue() > 1) {
      step++;
    }
    return step;
  }

  private static int[] evenly(int[] positions, long most) {
    int count = (int) Math.min(positions.length, most);
    int[] chosen = new int[count];
    for (int i = 0; i < count; i++) {
      chosen[i] = positions[(int) ((long) i * positions.length / count)];
    }
    return chosen;
  }
}
