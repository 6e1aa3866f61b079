package dev.kizuki.trainer.baseline;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.data.DecodedImages;
import dev.kizuki.trainer.export.MahalanobisModel;
import dev.kizuki.trainer.feature.FeatureGraph;
import dev.kizuki.trainer.feature.GradientGraph;
import dev.kizuki.whitening.Shrinkage;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Scores an image by the Mahalanobis distance of the feature {@code gradients} of the whole image,
 * which needs no training. The difference to the full model is what the network contributes.
 */
record GradientsAlone(MahalanobisModel model) implements Baseline {
  /** The largest number of covariance entries. */
  private static final long MOST_COVARIANCES = 16L << 20;

  private static final double RIDGE = 0.01;

  /** Fits the baseline; empty if the covariance would be too large. */
  static Optional<Baseline> fit(DecodedImages training) {
    FeatureGraph gradients = GradientGraph.alone(training.store().shape());
    if ((long) gradients.dimensions() * gradients.dimensions() > MOST_COVARIANCES) {
      return Optional.empty();
    }
    return Optional.of(
        new GradientsAlone(
            MahalanobisModel.fit(
                gradients,
                training.store(),
                IntStream.range(0, training.size()).toArray(),
                false,
                new Shrinkage.Ridge(RIDGE))));
  }

  @Override
  public String name() {
    return "gradients alone";
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
