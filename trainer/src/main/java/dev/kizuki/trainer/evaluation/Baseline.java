package dev.kizuki.trainer.evaluation;

import dev.kizuki.trainer.data.DecodedImages;

/** A detector without a network: what a user must see beside the network's figures. */
interface Baseline {
  String name();

  /** Whether it takes the images as the model does, and not small copies of them. */
  default boolean takesFullSize() {
    return false;
  }

  /** A score for each image; larger is more anomalous. */
  double[] scores(DecodedImages images);
}
