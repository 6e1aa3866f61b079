package dev.kizuki.trainer.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;

/** The terms of the loss, each the mean over a batch, from the outputs of a {@link Vae}. */
final class Losses {
  private static final double DEFECT_WEIGHT = 4;
  private static final double DICE_WEIGHT = 0.3;

  private Losses() {}

  /** {@code -log p(x | z)}, in nats. */
  static NDArray reconstruction(Likelihood likelihood, NDArray x, NDList outputs) {
    NDArray flat = x.reshape(x.getShape().get(0), -1);
    return likelihood.negativeLogLikelihood(flat, outputs.get(0));
  }

  /** {@code KL(q(z | x) || N(0, I)) = -1/2 sum(1 + logVariance - mu^2 - exp(logVariance))}. */
  static NDArray kl(NDList outputs) {
    return kl(outputs.get(1), outputs.get(2));
  }

  /**
   * The same for latents of any number of places.
   *
   * @param mu (N, values)
   * @param logVariance (N, values)
   */
  static NDArray kl(NDArray mu, NDArray logVariance) {
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

  /**
   * The cross entropy of each place, with defects {@value #DEFECT_WEIGHT} times as important, and
   * {@value #DICE_WEIGHT} times the Dice loss (Milletari et al., "V-Net", 2016).
   *
   * @param logits (N, 1, rows, columns)
   * @param labels 1 where a defect can be seen, else 0; the same shape
   */
  static NDArray defect(NDArray logits, NDArray labels) {
    NDArray one = labels.getManager().create(1f);
    NDArray missed = Activation.softPlus(logits.neg()).mul(labels);
    NDArray alarmed = Activation.softPlus(logits).mul(one.sub(labels));
    NDArray cross = Scalars.times(missed, DEFECT_WEIGHT).add(alarmed).mean();
    NDArray probability = Activation.sigmoid(logits);
    NDArray both = Scalars.times(probability.mul(labels).sum(), 2).add(one);
    NDArray either = probability.sum().add(labels.sum()).add(one);
    return cross.add(Scalars.times(one.sub(both.div(either)), DICE_WEIGHT));
  }
}
