package dev.kizuki.trainer.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/** The terms of the loss, each the mean over a batch, from the outputs of a {@link Vae}. */
final class Losses {
  private Losses() {}

  /** {@code -log p(x | z)}, in nats. */
  static NDArray reconstruction(Likelihood likelihood, NDArray x, NDList outputs) {
    NDArray flat = x.reshape(x.getShape().get(0), -1);
    return likelihood.negativeLogLikelihood(flat, outputs.get(0));
  }

  /** {@code KL(q(z | x) || N(0, I)) = -1/2 sum(1 + logVariance - mu^2 - exp(logVariance))}. */
  static NDArray kl(NDList outputs) {
    NDArray mu = outputs.get(1);
    NDArray logVariance = outputs.get(2);
    NDArray terms = logVariance.add(1).sub(mu.square()).sub(logVariance.exp());
    return Scalars.times(terms.sum(new int[] {1}).mean(), -0.5);
  }

  /**
   * {@code -log p(class)} of the auxiliary task.
   *
   * @param logits (2 n, 2): first n normal inputs, then n pasted inputs
   */
  static NDArray crossEntropy(NDArray logits, int n) {
    NDArray logProbability = logits.logSoftmax(1);
    NDArray normal = logProbability.get("0:{}, 0:1", n).mean();
    NDArray pasted = logProbability.get("{}:, 1:2", n).mean();
    return Scalars.times(normal.add(pasted), -0.5);
  }
}
