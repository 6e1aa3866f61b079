package dev.kizuki.trainer.export;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.calibration.Gaussian;
import dev.kizuki.trainer.calibration.GaussianFit;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.feature.FeatureGraph;
import dev.kizuki.trainer.onnx.OnnxGraph;
import dev.kizuki.whitening.Shrinkage;
import java.util.List;

/**
 * A graph of features with the Gaussians that were fitted to them. It computes distances.
 *
 * @param features the graph of the features
 * @param gaussians the Gaussians of the positions, or the one that they share
 * @param graph the graph from images to distances, without metadata
 */
public record MahalanobisModel(FeatureGraph features, List<Gaussian> gaussians, OnnxGraph graph)
    implements Detector {
  /**
   * Fits the Gaussians to some images.
   *
   * @param shared true if all positions share one Gaussian
   */
  public static MahalanobisModel fit(
      FeatureGraph features,
      PixelStore images,
      int[] positions,
      boolean shared,
      Shrinkage shrinkage) {
    List<Gaussian> gaussians = GaussianFit.fit(features, images, positions, shared, shrinkage);
    return new MahalanobisModel(features, gaussians, MahalanobisHead.on(features, gaussians));
  }

  @Override
  public Preprocessing input() {
    return features.input();
  }

  @Override
  public int latentDimensions() {
    return features.latentDimensions();
  }

  @Override
  public String feature() {
    return features.name();
  }

  @Override
  public int featureDimensions() {
    return features.dimensions() * features.positions();
  }
}
