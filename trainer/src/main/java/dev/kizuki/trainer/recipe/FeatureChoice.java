package dev.kizuki.trainer.recipe;

import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.data.Split;
import dev.kizuki.trainer.evaluation.Detection;
import dev.kizuki.trainer.export.FeatureGraphs;
import dev.kizuki.trainer.export.MahalanobisModel;
import dev.kizuki.trainer.vae.TrainedVae;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Chooses the feature by a rule that never sees an anomaly: the one that best tells the validation
 * images from {@linkplain PseudoAnomalies spoiled copies} of themselves, by AUROC.
 */
public final class FeatureChoice {
  private final Map<Candidate, Double> auroc = new LinkedHashMap<>();
  private final Candidate chosen;
  private final MahalanobisModel model;

  /** Fits the Gaussians of each candidate to the training images, and compares. */
  public FeatureChoice(TrainedVae vae, Recipe recipe, PixelStore images, Split split, long seed) {
    List<Candidate> candidates = recipe.candidates();
    Candidate best = candidates.get(0);
    MahalanobisModel bestModel = model(vae, recipe, best, images, split);
    if (candidates.size() > 1) {
      int[] validation = Split.indices(split.validation());
      PixelStore spoiled =
          PseudoAnomalies.of(images, validation, vae.architecture().windowed(), seed);
      int[] all = IntStream.range(0, spoiled.size()).toArray();
      for (Candidate candidate : candidates) {
        MahalanobisModel candidateModel =
            candidate.equals(candidates.get(0))
                ? bestModel
                : model(vae, recipe, candidate, images, split);
        double value =
            new Detection(
                    doubles(candidateModel.distances(images, validation)),
                    doubles(candidateModel.distances(spoiled, all)))
                .auroc();
        if (value > auroc.getOrDefault(best, -1.0)) {
          best = candidate;
          bestModel = candidateModel;
        }
        auroc.put(candidate, value);
      }
    }
    this.chosen = best;
    this.model = bestModel;
  }

  /** The Gaussians of one candidate. */
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

  /** The chosen candidate's. */
  public MahalanobisModel model() {
    return model;
  }

  /** Of each candidate, against spoiled copies; empty where there was nothing to choose. */
  public Map<Candidate, Double> auroc() {
    return auroc;
  }
}
