package dev.kizuki.trainer.recipe;

import dev.kizuki.trainer.data.DataException;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.data.Split;
import dev.kizuki.trainer.defect.SpoiledImages;
import dev.kizuki.trainer.evaluation.Detection;
import dev.kizuki.trainer.export.MahalanobisModel;
import dev.kizuki.trainer.feature.FeatureGraphs;
import dev.kizuki.trainer.vae.TrainedVae;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the feature by a rule that never sees an anomaly: the feature that best tells the
 * validation images from spoiled copies of themselves, measured by AUROC. Images that are seen in
 * windows get {@linkplain SpoiledImages synthetic defects}, others are {@linkplain PseudoAnomalies
 * distorted}.
 */
public final class FeatureChoice {
  private static final int WINDOWED_COPIES = 400;

  private final Map<Candidate, Double> auroc = new LinkedHashMap<>();
  private final Map<Candidate, String> unusable = new LinkedHashMap<>();
  private final Candidate chosen;
  private final MahalanobisModel model;

  /** Fits the Gaussians of each candidate to the training images, and compares the candidates. */
  public FeatureChoice(TrainedVae vae, Recipe recipe, PixelStore images, Split split, long seed) {
    List<Candidate> candidates = recipe.candidates();
    if (candidates.size() == 1) {
      this.chosen = candidates.get(0);
      this.model = model(vae, recipe, chosen, images, split);
      return;
    }
    int[] validation = Split.indices(split.validation());
    PixelStore spoiled =
        vae.architecture().windowed()
            ? SpoiledImages.of(images, repeated(validation), seed)
            : PseudoAnomalies.of(images, validation, seed);
    int[] all = IntStream.range(0, spoiled.size()).toArray();
    @Nullable Candidate best = null;
    @Nullable MahalanobisModel bestModel = null;
    for (Candidate candidate : candidates) {
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

  /** Each position some times, so that there are about {@value #WINDOWED_COPIES} in all. */
  private static int[] repeated(int[] positions) {
    int copies = Math.max(1, WINDOWED_COPIES / positions.length);
    return IntStream.range(0, copies * positions.length)
        .map(i -> positions[i % positions.length])
        .toArray();
  }

  /** Fits the Gaussians of one candidate. */
  public static MahalanobisModel model(
      TrainedVae vae, Recipe recipe, Candidate candidate, PixelStore images, Split split) {
    return MahalanobisModel.fit(
        FeatureGraphs.of(vae, candidate.feature()),
        images,
        Split.indices(split.training()),
        candidate.layout() == Layout.SHARED,
        recipe.shrinkage());
  }

  private static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  public Candidate chosen() {
    return chosen;
  }

  /** The model of the chosen candidate. */
  public MahalanobisModel model() {
    return model;
  }

  /**
   * The candidates to which no Gaussian can be fitted, with the reason, such as a collapsed latent.
   */
  public Map<Candidate, String> unusable() {
    return unusable;
  }

  /** The AUROC of each candidate against spoiled copies; empty if there was only one candidate. */
  public Map<Candidate, Double> auroc() {
    return auroc;
  }
}
