package dev.kizuki.trainer.feature;

import dev.kizuki.trainer.vae.TrainedVae;

/** Builds the graph that computes a feature with a trained network. */
public final class FeatureGraphs {
  private FeatureGraphs() {}

  /**
   * Returns the graph from images to the feature.
   *
   * @param feature one that {@link FeatureLimits#requireFeasible} accepts for this network
   */
  public static FeatureGraph of(TrainedVae vae, Feature feature) {
    return vae.architecture().windowed()
        ? PatchGraph.of(vae, feature)
        : EncoderGraph.of(vae, feature);
  }
}
