package dev.kizuki.trainer.recipe;

import dev.kizuki.trainer.data.DataException;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.data.Split;
import dev.kizuki.trainer.evaluation.Detection;
import dev.kizuki.trainer.export.MahalanobisModel;
import dev.kizuki.trainer.feature.EncoderGraph;
import dev.kizuki.trainer.feature.Feature;
import dev.kizuki.trainer.vae.TrainedVae;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the feature by a rule that never sees an anomaly: the feature that best tells the
 * validation images from {@linkplain PseudoAnomalies distorted} copies of themselves, measured by
 * AUROC.
 */
public final class FeatureChoice {
  private final Map<Feature, Double> auroc = new LinkedHashMap<>();
  private final Map<Feature, String> unusable = new LinkedHashMap<>();
  private final Feature chosen;
  private final MahalanobisModel model;

  /** Fits the Gaussian of each candidate to the training images, and compares the candidates. */
  public FeatureChoice(TrainedVae vae, Recipe recipe, PixelStore images, Split split, long seed) {
    List<Feature> candidates = recipe.candidates();
    if (candidates.size() == 1) {
      this.chosen = candidates.get(0);
      this.model = model(vae, recipe, chosen, images, split);
      return;
    }
    int[] validation = Split.indices(split.validation());
    PixelStore spoiled = PseudoAnomalies.of(images, validation, seed);
    int[] all = IntStream.range(0, spoiled.size()).toArray();
    @Nullable Feature best = null;
    @Nullable MahalanobisModel bestModel = null;
    for (Feature candidate : candidates) {
      try {
        MahalanobisModel fitted = model(vae, recipe, candidate, images, split);
        double value =
            new Detection(
                    doubles(fitted.distances(images, validation)),
                    doubles(fitted.distances(spoiled, all)))
                .auroc();
        if (best == null || value > auroc.getOrDefault(best, 0.0)) {
          best = candidate;
          bestModel = fitted;
        }
        auroc.put(candidate, value);
      } catch (DataException e) {
        unusable.put(candidate, String.valueOf(e.getMessage()));
      }
    }
    if (best == null || bestModel == null) {
      throw new DataException("No feature can be used: " + unusable);
    }
    this.chosen = best;
    this.model = bestModel;
  }

  /** Fits the Gaussian of one feature. */
  public static MahalanobisModel model(
      TrainedVae vae, Recipe recipe, Feature feature, PixelStore images, Split split) {
    return MahalanobisModel.fit(
        EncoderGraph.of(vae, feature),
        images,
        Split.indices(split.training()),
        false,
        recipe.shrinkage());
  }

  private static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  public Feature chosen() {
    return chosen;
  }

  /** The model of the chosen candidate. */
  public MahalanobisModel model() {
    return model;
  }

  /**
   * The candidates to which no Gaussian can be fitted, with the reason, such as a collapsed latent.
   */
  public Map<Feature, String> unusable() {
    return unusable;
  }

  /** The AUROC of each candidate against spoiled copies; empty if there was only one candidate. */
  public Map<Feature, Double> auroc() {
    return auroc;
  }
}
