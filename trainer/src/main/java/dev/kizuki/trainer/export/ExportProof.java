package dev.kizuki.trainer.export;

import dev.kizuki.model.ModelMetadata;
import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.trainer.calibration.Gaussian;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.vae.Architecture;
import dev.kizuki.trainer.vae.TrainedVae;
import dev.kizuki.trainer.vae.WholeImages;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Proof, on real images, that the exported graph is the trained network: the network is run by
 * PyTorch, the distance is computed in double precision, and ONNX Runtime must agree.
 *
 * @param images how many were compared
 * @param latentError the largest difference of mu and logVariance, relative to their largest value
 *     or 1
 * @param reconstructionError of the decoder's logits, likewise; 0 where the graph has no decoder
 * @param distanceError the largest relative difference of a distance from the graph's own feature
 */
public record ExportProof(
    int images, double latentError, double reconstructionError, double distanceError) {
  /** Beyond this, the graph is not the network; float32 sums of some hundred terms stay below. */
  public static final double TOLERANCE = 1e-4;

  private static final int IMAGES = 64;
  private static final String LOGITS = "logits";

  /** Each has hundreds of windows. */
  private static final int WINDOWED_IMAGES = 4;

  /** Windows that the network sees at once. */
  private static final int CHUNK = 256;

  /**
   * Compares.
   *
   * @param positions images to compare on; the first {@value #IMAGES} are taken
   * @throws IllegalStateException if the graph differs from the network
   */
  public static ExportProof of(
      TrainedVae vae, MahalanobisModel model, PixelStore images, int[] positions) {
    boolean windowed = vae.architecture().windowed();
    int[] chosen =
        Arrays.copyOf(positions, Math.min(windowed ? WINDOWED_IMAGES : IMAGES, positions.length));
    List<float[]> network = network(vae, images, chosen);
    Optional<String> logits = model.features().logits();
    OnnxGraph graph = model.graph().copy();
    logits.ifPresent(tensor -> graph.output(tensor, LOGITS, -1, vae.architecture().viewSize()));
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
                  largestDifference(network.get(network.size() - 2), latent),
                  largestDifference(network.get(network.size() - 1), logVariance)),
              logits.isEmpty()
                  ? 0
                  : largestDifference(
                      vae.reconstruct(
                          new WholeImages(images, vae.architecture().scaling()), chosen),
                      runner.runAll(LOGITS, chosen.length, image)),
              distanceError(model.features(), model.gaussians(), feature, distances));
      if (!proof.holds()) {
        throw new IllegalStateException("The exported graph differs from the network: " + proof);
      }
      return proof;
    }
  }

  private boolean holds() {
    return latentError <= TOLERANCE
        && reconstructionError <= TOLERANCE
        && distanceError <= TOLERANCE;
  }

  /** For each image: the layers, mu and logVariance; of windows, the mean over the image. */
  private static List<float[]> network(TrainedVae vae, PixelStore images, int[] chosen) {
    Architecture architecture = vae.architecture();
    if (!architecture.windowed()) {
      return vae.encode(new WholeImages(images, architecture.scaling()), chosen);
    }
    float[] mu = new float[chosen.length * architecture.latent()];
    float[] logVariance = new float[mu.length];
    for (int image = 0; image < chosen.length; image++) {
      WindowBank windows = WindowBank.grid(architecture, images, new int[] {chosen[image]});
      for (int start = 0; start < windows.size(); start += CHUNK) {
        int[] some = IntStream.range(start, Math.min(windows.size(), start + CHUNK)).toArray();
        List<float[]> layers = vae.encode(windows, some);
        addMeans(layers.get(layers.size() - 2), some.length, windows.size(), mu, image);
        addMeans(layers.get(layers.size() - 1), some.length, windows.size(), logVariance, image);
      }
    }
    return List.of(mu, logVariance);
  }

  /** Adds some windows' share of the mean over all windows of an image. */
  private static void addMeans(
      float[] values, int windows, int allWindows, float[] means, int image) {
    int dimensions = values.length / windows;
    for (int i = 0; i < values.length; i++) {
      means[image * dimensions + i % dimensions] += values[i] / allWindows;
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
