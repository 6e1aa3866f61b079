package dev.kizuki.trainer.calibration;

import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.export.FeatureGraph;
import java.util.ArrayList;
import java.util.List;

/** Fits a Gaussian to the features of normal images, at each position of the feature's grid. */
public final class GaussianFit {
  private GaussianFit() {}

  /**
   * Runs the graph over the images twice, and keeps no feature.
   *
   * @param positions of the images in the store
   * @param shared whether one Gaussian describes all positions alike (a texture), or each has its
   *     own (a part that always lies the same way)
   * @return one Gaussian, or one for each position
   */
  public static List<Gaussian> fit(
      FeatureGraph graph, PixelStore images, int[] positions, boolean shared, Shrinkage shrinkage) {
    int cells = graph.positions();
    int dimensions = graph.dimensions();
    List<FeatureMoments> moments = new ArrayList<>();
    for (int i = 0; i < (shared ? 1 : cells); i++) {
      moments.add(new FeatureMoments(graph.blocks()));
    }
    try (GraphRunner runner = new GraphRunner(graph.toBytes(), graph.input())) {
      runner.run(
          FeatureGraph.FEATURE,
          positions.length,
          i -> images.image(positions[i]),
          (start, n, features) -> {
            for (int feature = 0; feature < n * cells; feature++) {
              moments.get(shared ? 0 : feature % cells).addToMean(features, feature * dimensions);
            }
          });
      FeatureMoments.finishMeans(moments);
      runner.run(
          FeatureGraph.FEATURE,
          positions.length,
          i -> images.image(positions[i]),
          (start, n, features) -> {
            for (int cell = 0; cell < cells; cell++) {
              moments
                  .get(shared ? 0 : cell)
                  .addToCovariance(features, n, cell * dimensions, cells * dimensions);
            }
          });
    }
    return moments.stream().map(each -> Gaussian.fit(each, shrinkage)).toList();
  }
}
