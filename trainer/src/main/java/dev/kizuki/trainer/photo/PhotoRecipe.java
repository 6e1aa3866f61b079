package dev.kizuki.trainer.photo;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.feature.PhotoFeature;
import dev.kizuki.trainer.vae.PhotoArchitecture;
import dev.kizuki.trainer.vae.PhotoSettings;
import dev.kizuki.whitening.Shrinkage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that a detector for photographs depends on, except the images and the seed.
 *
 * @param widths the channels of the network's stages
 * @param head the channels of its defect head
 * @param latent the channels of its latent
 * @param steps the number of training steps
 * @param batch the number of crops in a step
 * @param learningRate the largest step size
 * @param elboWeight the weight of the evidence lower bound beside the defect head's loss
 * @param beta the weight of the KL term within the bound
 * @param features the features to fuse
 * @param shrinkage the shrinkage of the covariances
 */
public record PhotoRecipe(
    List<Integer> widths,
    int head,
    int latent,
    int steps,
    int batch,
    double learningRate,
    double elboWeight,
    double beta,
    List<PhotoFeature> features,
    Shrinkage shrinkage) {
  /** The side of a crop, in pixels. */
  private static final int CROP = 128;

  /** The recipe of users who chose nothing. */
  public static final PhotoRecipe DEFAULT =
      new PhotoRecipe(
          List.of(16, 32, 64, 96, 128),
          28,
          8,
          4000,
          16,
          3e-3,
          0.02,
          1,
          List.of(
              PhotoFeature.NETWORK,
              PhotoFeature.DEFECT,
              PhotoFeature.GRADIENTS,
              PhotoFeature.COARSE_GRADIENTS,
              PhotoFeature.RESIDUAL),
          new Shrinkage.Ridge(0.03));

  public PhotoRecipe {
    widths = List.copyOf(widths);
    features = List.copyOf(features);
  }

  /**
   * Returns the same recipe with another training.
   *
   * @param steps the number of training steps, at least 1
   * @param elboWeight the weight of the evidence lower bound, 0 or greater
   */
  public PhotoRecipe with(int steps, double elboWeight) {
    if (steps < 1) {
      throw new IllegalArgumentException("--steps must be at least 1, was " + steps);
    }
    if (!(elboWeight >= 0 && Double.isFinite(elboWeight))) {
      throw new IllegalArgumentException("--elbo-weight must be 0 or greater, was " + elboWeight);
    }
    return new PhotoRecipe(
        widths, head, latent, steps, batch, learningRate, elboWeight, beta, features, shrinkage);
  }

  PhotoArchitecture architecture(Preprocessing input) {
    return new PhotoArchitecture(input, widths, head, latent);
  }

  PhotoSettings settings(Preprocessing input, long seed) {
    return new PhotoSettings(steps, batch, crop(input), learningRate, elboWeight, beta, seed);
  }

  /** The side of a crop for images of this shape: a multiple of the last stage's stride. */
  private static int crop(Preprocessing input) {
    int shorter = Math.min(input.height(), input.width());
    int stride = PhotoArchitecture.LATENT_STRIDE;
    return Math.max(stride, Math.min(CROP, shorter / stride * stride));
  }

  /** The options by their names on the command line, for the provenance. */
  public Map<String, String> options() {
    Map<String, String> options = new TreeMap<>();
    options.put("network", "photo");
    options.put("latent", Integer.toString(latent));
    options.put("steps", Integer.toString(steps));
    options.put("batch", Integer.toString(batch));
    options.put("learning-rate", Double.toString(learningRate));
    options.put("elbo-weight", Double.toString(elboWeight));
    options.put("beta", Double.toString(beta));
    options.put("covariance", shrinkage.toString());
    return options;
  }
}
