package dev.kizuki.trainer.baseline;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.calibration.Shrinkage;
import dev.kizuki.trainer.data.DecodedImages;
import dev.kizuki.trainer.data.NormalImages;
import dev.kizuki.trainer.export.MahalanobisModel;
import dev.kizuki.trainer.feature.FeatureGraph;
import dev.kizuki.trainer.feature.GradientGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Scores an image by the Mahalanobis distance of the feature {@code gradients}, which needs no
 * training. The difference to the full model is what the network contributes.
 */
record GradientsAlone(String name, MahalanobisModel model) implements Baseline {
  /** The largest number of covariance entries; a variant that needs more is left out. */
  private static final long MOST_COVARIANCES = 16L << 20;

  private static final double RIDGE_OF_IMAGES = 0.01;
  private static final double RIDGE_OF_WINDOWS = 0.03;

  /**
   * Fits the variants for images of this size: one for whole images; for windows, one with a shared
   * Gaussian and one with a Gaussian for each position.
   */
  static List<Baseline> fit(DecodedImages training) {
    Preprocessing shape = training.store().shape();
    boolean windowed = NormalImages.ShapeRequest.isWindowed(shape.width(), shape.height());
    FeatureGraph gradients = GradientGraph.alone(shape, windowed);
    long covariance = (long) gradients.dimensions() * gradients.dimensions();
    List<Baseline> fitted = new ArrayList<>();
    if (covariance <= MOST_COVARIANCES) {
      String name = windowed ? "gradients alone, shared" : "gradients alone";
      fitted.add(fit(name, gradients, training, true));
    }
    if (windowed && covariance * gradients.positions() <= MOST_COVARIANCES) {
      fitted.add(fit("gradients alone, by position", gradients, training, false));
    }
    return fitted;
  }

  private static Baseline fit(
      String name, FeatureGraph gradients, DecodedImages training, boolean shared) {
    int[] all = IntStream.range(0, training.size()).toArray();
    Shrinkage shrinkage =
        new Shrinkage.Ridge(gradients.positions() > 1 ? RIDGE_OF_WINDOWS : RIDGE_OF_IMAGES);
    return new GradientsAlone(
        name, MahalanobisModel.fit(gradients, training.store(), all, shared, shrinkage));
  }

  @Override
  public Preprocessing shape() {
    return model.features().input();
  }

  @Override
  public double[] scores(DecodedImages images) {
    float[] distances =
        model.distances(images.store(), IntStream.range(0, images.size()).toArray());
    return IntStream.range(0, distances.length).mapToDouble(i -> distances[i]).toArray();
  }
}
