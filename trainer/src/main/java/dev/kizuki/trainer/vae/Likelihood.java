package dev.kizuki.trainer.vae;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;

/** The decoder's distribution of a pixel, p(x | z). */
public enum Likelihood {
  /**
   * Each pixel is 1 with the probability {@code sigmoid(logit)}; gray values count as
   * probabilities. Kingma &amp; Welling, "Auto-Encoding Variational Bayes", 2014, appendix C.1.
   */
  BERNOULLI {
    @Override
    NDArray negativeLogLikelihood(NDArray x, NDArray logits) {
      return Activation.softPlus(logits).sub(x.mul(logits)).sum(new int[] {1}).mean();
    }
  },

  /**
   * Each pixel has a normal distribution with the mean {@code sigmoid(logit)}. One variance holds
   * for all pixels; in each batch it is set to its optimum, the mean squared error. Rybkin,
   * Daniilidis &amp; Levine, "Simple and Effective VAE Training with Calibrated Decoders", 2021.
   */
  GAUSSIAN {
    @Override
    NDArray negativeLogLikelihood(NDArray x, NDArray logits) {
      NDArray variance = Activation.sigmoid(logits).sub(x).square().mean().add(1e-6f);
      return gaussian(x, variance);
    }
  };

  /**
   * {@code -log p(x | z)} of the same distribution with another mean, for inputs outside [0, 1].
   *
   * @param x (N, values)
   * @param mean (N, values)
   */
  static NDArray gaussianNegativeLogLikelihood(NDArray x, NDArray mean) {
    return gaussian(x, mean.sub(x).square().mean().add(1e-6f));
  }

  private static NDArray gaussian(NDArray x, NDArray variance) {
    return Scalars.times(
        Scalars.times(variance, 2 * Math.PI).log().add(1), 0.5 * x.getShape().get(1));
  }

  /**
   * {@code -log p(x | z)} in nats, summed over the pixels, mean over the batch.
   *
   * @param x (N, pixels)
   * @param logits (N, pixels)
   */
  abstract NDArray negativeLogLikelihood(NDArray x, NDArray logits);
}
