package dev.kizuki.trainer.evaluation;

/** A detector without a network: what a user must see beside the network's figures. */
interface Baseline {
  String name();

  /** Larger is more anomalous. */
  double score(float[] image);
}
