package dev.kizuki.trainer.evaluation;

import java.util.List;
import java.util.stream.Stream;
import smile.manifold.TSNE;

/** Places latents in the plane with t-SNE (van der Maaten &amp; Hinton 2008). */
final class Tsne {
  private static final double PERPLEXITY = 30;

  /** The step size is the number of points divided by this; larger steps diverge. */
  private static final double POINTS_PER_STEP_SIZE = 12;

  private static final double MOST_STEP_SIZE = 200;
  private static final int ITERATIONS = 750;

  private Tsne() {}

  static Projection project(List<double[]> normal, List<double[]> anomalous, long seed) {
    double[][] all = Stream.concat(normal.stream(), anomalous.stream()).toArray(double[][]::new);
    smile.math.Math.setSeed(seed);
    TSNE tsne =
        new TSNE(
            all,
            2,
            Math.min(PERPLEXITY, (all.length - 1) / 3.0),
            Math.min(MOST_STEP_SIZE, all.length / POINTS_PER_STEP_SIZE),
            ITERATIONS);
    List<double[]> places = List.of(tsne.getCoordinates());
    List<double[]> normalPlaces = places.subList(0, normal.size());
    return new Projection(
        "t-SNE",
        normalPlaces,
        places.subList(normal.size(), all.length),
        new PlaneGaussian(normalPlaces));
  }
}
