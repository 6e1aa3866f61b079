package dev.kizuki.trainer.photo;

import dev.kizuki.model.Calibration;
import dev.kizuki.trainer.calibration.Fusion;
import dev.kizuki.trainer.calibration.Outliers;
import dev.kizuki.trainer.export.FusedModel;
import java.util.List;
import java.util.function.Function;

/**
 * A detector on one or several features of a trained network.
 *
 * @param model the graph from images to distances
 * @param calibration the distance of each normal image, from Gaussians that were fitted without its
 *     fold
 * @param outliers the positions of normal images that are unlike the others, the largest distance
 *     first
 */
public record PhotoPart(FusedModel model, Calibration calibration, List<Integer> outliers) {
  /**
   * @param distances the distances of the same normal images by each feature
   * @param model makes the graph for a fusion of the features
   */
  static PhotoPart of(List<double[]> distances, Function<Fusion, FusedModel> model) {
    Fusion fusion = Fusion.of(distances);
    double[] fused = new double[distances.get(0).length];
    float[] calibration = new float[fused.length];
    for (int i = 0; i < fused.length; i++) {
      int image = i;
      fused[i] = fusion.distance(distances.stream().mapToDouble(each -> each[image]).toArray());
      calibration[i] = (float) fused[i];
    }
    return new PhotoPart(model.apply(fusion), new Calibration(calibration), Outliers.of(fused));
  }
}
