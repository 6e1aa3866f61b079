package dev.kizuki.trainer.vae;

import ai.djl.ndarray.NDArray;

/** Draws latents from the posterior. */
final class Sampling {
  private Sampling() {}

  /** The reparameterisation: {@code z = mu + exp(logVariance / 2) * noise}. */
  static NDArray of(NDArray mu, NDArray logVariance) {
    NDArray noise = mu.getManager().randomNormal(mu.getShape());
    return mu.add(Scalars.times(logVariance, 0.5).exp().mul(noise));
  }
}
