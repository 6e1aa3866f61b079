package dev.kizuki.trainer.export;

import dev.kizuki.model.ModelMetadata;
import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.trainer.calibration.Gaussian;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.vae.TrainedVae;
import java.util.Arrays;
import java.util.List;

/**
 * Proof, on real images, that the exported graph is the trained network: the network is run by
 * PyTorch, the distance is computed in double precision, and ONNX Runtime must agree.
 *
 * @param images how many were compared
 * @param latentError the largest difference of mu and logVariance, relative to their largest value
 *     or 1
 * @param distanceError the largest relative difference of a distance
 */
public record ExportProof(int images, double latentError, double distanceError) {
  /** Beyond this, the graph is not the network; float32 sums of some hundred terms stay below. */
  public static final double TOLERANCE = 1e-4;

  private static final int IMAGES = 64;

  /**
   * Compares.
   *
   * @param positions images to compare on; the first {@value #IMAGES} are taken
   * @throws IllegalStateException if the graph differs from the network
   */
  public static ExportProof of(
      TrainedVae vae,
      FeatureGraph features,
      ModelBuilder model,
      PixelStore images,
      int[] positions) {
    int[] chosen = Arrays.copyOf(positions, Math.min(IMAGES, positions.length));
    List<float[]> network = vae.encode(images, chosen);
    try (GraphRunner runner = new GraphRunner(model.graphBytes(), features.input())) {
      float[] mu = network.get(network.size() - 2);
      float[] latent =
          runner.runAll(ModelMetadata.LATENT, chosen.length, i -> images.image(chosen[i]));
      float[] logVariance =
          runner.runAll(FeatureGraph.LOG_VARIANCE, chosen.length, i -> images.image(chosen[i]));
      float[] feature =
          runner.runAll(FeatureGraph.FEATURE, chosen.length, i -> images.image(chosen[i]));
      float[] distances =
          runner.runAll(ModelMetadata.DISTANCE, chosen.length, i -> images.image(chosen[i]));
      ExportProof proof =
          new ExportProof(
              chosen.length,
              Math.max(
                  largestDifference(mu, latent),
                  largestDifference(network.get(network.size() - 1), logVariance)),
              distanceError(features, model.gaussians(), feature, distances));
      if (!(proof.latentError <= TOLERANCE && proof.distanceError <= TOLERANCE)) {
        throw new IllegalStateException("The exported graph differs from the network: " + proof);
      }
      return proof;
    }
  }

  private static double largestDifference(float[] expected, float[] actual) {
    double largest = 0;
    // the prior has unit variance, so this is the scale even where a latent has collapsed
    double scale = 1;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i] - actual[i]));
      scale = Math.max(scale, Math.abs(expected[i]));
    }
    return largest / scale;
  }

  private static double distanceError(
      FeatureGraph features, List<Gaussian> gaussians, float[] feature, float[] distances) {
    int positions = features.positions();
    int dimensions = features.dimensions();
    double largest = 0;
    for (int image = 0; image < distances.length; image++) {
      double[] byPosition = new double[positions];
      for (int position = 0; position < positions; position++) {
        byPosition[position] =
            gaussians
                .get(gaussians.size() == 1 ? 0 : position)
                .distance(feature, (image * positions + position) * dimensions);
      }
      Arrays.sort(byPosition);
      int k = MahalanobisHead.worstPositions(positions);
      double expected = Arrays.stream(byPosition, positions - k, positions).average().orElseThrow();
      largest = Math.max(largest, Math.abs(distances[image] - expected) / expected);
    }
    return largest;
  }

  @Override
  public String toString() {
    return "%d images, latents differ by %.1e, distances by %.1e"
        .formatted(images, latentError, distanceError);
  }
}
