package dev.kizuki.trainer.proof;

import dev.kizuki.model.ModelMetadata;
import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.trainer.calibration.Gaussian;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.export.MahalanobisModel;
import dev.kizuki.trainer.feature.FeatureGraph;
import dev.kizuki.trainer.onnx.OnnxGraph;
import dev.kizuki.trainer.vae.ScaledImages;
import dev.kizuki.trainer.vae.TrainedVae;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Proof on real images that the exported graph computes the same as the trained network. PyTorch
 * runs the network, the distance is computed in double precision, and the results are compared with
 * those of ONNX Runtime.
 *
 * @param images the number of images that were compared
 * @param latentError the largest difference of mu and logVariance, divided by the largest absolute
 *     value or by 1, whichever is greater
 * @param reconstructionError the same for the logits of the decoder; 0 if the graph has no decoder
 * @param distanceError the largest relative difference between a distance of the graph and the
 *     distance computed from the graph's own feature
 */
public record ExportProof(
    int images, double latentError, double reconstructionError, double distanceError) {
  /**
   * The largest error that is accepted. float32 sums of some hundred terms have smaller errors; a
   * graph that differs from the network has a greater one.
   */
  public static final double TOLERANCE = 1e-4;

  private static final int IMAGES = 64;
  private static final String LOGITS = "logits";

  /**
   * Compares the graph with the network.
   *
   * @param positions the positions of the images to compare on; the first {@value #IMAGES} are used
   * @throws IllegalStateException if the graph differs from the network
   */
  public static ExportProof of(
      TrainedVae vae, MahalanobisModel model, PixelStore images, int[] positions) {
    int[] chosen = Arrays.copyOf(positions, Math.min(IMAGES, positions.length));
    ScaledImages inputs = new ScaledImages(images, vae.architecture().scaling());
    List<float[]> layers = vae.encode(inputs, chosen);
    Optional<String> logits = model.features().logits();
    OnnxGraph graph = model.graph().copy();
    logits.ifPresent(tensor -> graph.output(tensor, LOGITS, -1, vae.architecture().input().size()));
    try (GraphRunner runner = new GraphRunner(graph.toBytes(), model.features().input())) {
      IntFunction<ByteBuffer> image = i -> images.image(chosen[i]);
      float[] latent = runner.runAll(ModelMetadata.LATENT, chosen.length, image);
      float[] logVariance = runner.runAll(FeatureGraph.LOG_VARIANCE, chosen.length, image);
      float[] feature = runner.runAll(FeatureGraph.FEATURE, chosen.length, image);
      float[] distances = runner.runAll(ModelMetadata.DISTANCE, chosen.length, image);
      ExportProof proof =
          new ExportProof(
              chosen.length,
              Math.max(
                  largestDifference(layers.get(layers.size() - 2), latent),
                  largestDifference(layers.get(layers.size() - 1), logVariance)),
              logits.isEmpty()
                  ? 0
                  : largestDifference(
                      vae.reconstruct(inputs, chosen), runner.runAll(LOGITS, chosen.length, image)),
              distanceError(model.gaussians().get(0), feature, distances));
      if (!proof.holds()) {
        throw new IllegalStateException(
            "The exported graph differs from the network, so no model was written: %s. This is a fault of Kizuki: report it with this text"
                .formatted(proof));
      }
      return proof;
    }
  }

  private boolean holds() {
    return latentError <= TOLERANCE
        && reconstructionError <= TOLERANCE
        && distanceError <= TOLERANCE;
  }

  private static double largestDifference(float[] expected, float[] actual) {
    double largest = 0;
    // The prior has unit variance. So 1 is the scale even if all latents are near 0.
    double scale = 1;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i] - actual[i]));
      scale = Math.max(scale, Math.abs(expected[i]));
    }
    return largest / scale;
  }

  private static double distanceError(Gaussian gaussian, float[] feature, float[] distances) {
    double largest = 0;
    int dimensions = feature.length / distances.length;
    for (int image = 0; image < distances.length; image++) {
      double expected = gaussian.distance(feature, image * dimensions);
      largest = Math.max(largest, Math.abs(distances[image] - expected) / expected);
    }
    return largest;
  }

  @Override
  public String toString() {
    return "%d images, latents differ by %.1e, %sdistances by %.1e"
        .formatted(
            images,
            latentError,
            reconstructionError == 0
                ? ""
                : "reconstructions by %.1e, ".formatted(reconstructionError),
            distanceError);
  }
}
