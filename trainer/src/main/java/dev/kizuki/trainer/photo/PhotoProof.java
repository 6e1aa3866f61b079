package dev.kizuki.trainer.photo;

import dev.kizuki.model.ModelMetadata;
import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.trainer.calibration.Gaussian;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.export.FusedModel;
import dev.kizuki.trainer.export.MahalanobisHead;
import dev.kizuki.trainer.feature.FeatureGraph;
import dev.kizuki.trainer.feature.PhotoFeature;
import dev.kizuki.trainer.vae.TrainedPhoto;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Proof on real images that the exported graph computes the same as the trained network. PyTorch
 * runs the network on an input that Java computed, the distance is computed in double precision,
 * and the results are compared with those of ONNX Runtime.
 *
 * @param images the number of images that were compared
 * @param networkError the largest difference of the latent and of the network's feature, divided by
 *     the largest absolute value or by 1, whichever is greater
 * @param distanceError the largest relative difference between a distance of the graph and the
 *     distance computed from the graph's own features
 */
public record PhotoProof(int images, double networkError, double distanceError) {
  /**
   * The largest error that is accepted. A graph that differs from the network has a greater one.
   */
  public static final double TOLERANCE = 1e-3;

  private static final int IMAGES = 4;

  static PhotoProof of(TrainedPhoto network, FusedModel model, PixelStore images) {
    int n = Math.min(IMAGES, images.size());
    double networkError = 0;
    double distanceError = 0;
    try (GraphRunner runner = new GraphRunner(model.graph().toBytes(), model.input())) {
      float[] latents = runner.runAll(ModelMetadata.LATENT, n, images::image);
      float[] distances = runner.runAll(ModelMetadata.DISTANCE, n, images::image);
      double[][] parts = new double[model.features().size()][];
      for (int f = 0; f < parts.length; f++) {
        FeatureGraph feature = model.features().get(f);
        float[] values = runner.runAll(feature.output(), n, images::image);
        float[] seen =
            feature.seen().map(output -> runner.runAll(output, n, images::image)).orElse(null);
        parts[f] = distances(model, f, values, seen, n);
        if (feature.name().equals(PhotoFeature.NETWORK.title())) {
          for (int i = 0; i < n; i++) {
            networkError =
                Math.max(networkError, error(network.run(images, i), feature, values, i));
          }
        }
      }
      int d = model.latentDimensions();
      for (int i = 0; i < n; i++) {
        int image = i;
        float[] mu = network.run(images, i).mu();
        float[] latent = Arrays.copyOfRange(latents, i * d, (i + 1) * d);
        networkError = Math.max(networkError, difference(mu, latent));
        double expected =
            model
                .fusion()
                .distance(Arrays.stream(parts).mapToDouble(part -> part[image]).toArray());
        distanceError = Math.max(distanceError, Math.abs(distances[i] - expected) / expected);
      }
    }
    PhotoProof proof = new PhotoProof(n, networkError, distanceError);
    if (!(networkError <= TOLERANCE && distanceError <= TOLERANCE)) {
      throw new IllegalStateException(
          "The exported graph differs from the network, so no model was written: %s. This is a fault of Kizuki: report it with this text, and try another --size"
              .formatted(proof));
    }
    return proof;
  }

  /** The distances of one feature, in double precision. */
  private static double[] distances(
      FusedModel model, int f, float[] values, float @Nullable [] seen, int images) {
    FeatureGraph feature = model.features().get(f);
    int positions = feature.positions();
    int d = feature.dimensions();
    int worst = MahalanobisHead.worstPositions(positions);
    double[] result = new double[images];
    for (int i = 0; i < images; i++) {
      double[] byPosition = new double[positions];
      for (int p = 0; p < positions; p++) {
        Gaussian gaussian = model.gaussians().get(f).get(p);
        boolean shown = seen == null || seen[i * positions + p] > 0.5f;
        byPosition[p] = shown ? gaussian.distance(values, (i * positions + p) * d) : 0;
      }
      Arrays.sort(byPosition);
      result[i] = Arrays.stream(byPosition, positions - worst, positions).average().orElseThrow();
    }
    return result;
  }

  /**
   * Compares the feature of the graph with the largest of each 2 x 2 values of the network's map.
   */
  private static double error(
      TrainedPhoto.Output output, FeatureGraph feature, float[] values, int image) {
    int d = feature.dimensions();
    float[] map = output.penultimate();
    float[] expected = new float[feature.positions() * d];
    for (int row = 0; row < feature.rows(); row++) {
      for (int column = 0; column < feature.columns(); column++) {
        for (int channel = 0; channel < d; channel++) {
          int first = (channel * output.rows() + 2 * row) * output.columns() + 2 * column;
          expected[(row * feature.columns() + column) * d + channel] =
              Math.max(
                  Math.max(map[first], map[first + 1]),
                  Math.max(map[first + output.columns()], map[first + output.columns() + 1]));
        }
      }
    }
    int length = expected.length;
    return difference(expected, Arrays.copyOfRange(values, image * length, (image + 1) * length));
  }

  private static double difference(float[] expected, float[] actual) {
    double largest = 0;
    double scale = 1;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i] - actual[i]));
      scale = Math.max(scale, Math.abs(expected[i]));
    }
    return largest / scale;
  }

  @Override
  public String toString() {
    return "%d images, the network's outputs differ by %.1e, distances by %.1e"
        .formatted(images, networkError, distanceError);
  }
}
