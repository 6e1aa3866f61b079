package dev.kizuki.trainer.vae;

/**
 * The settings of a training on crops.
 *
 * @param steps the number of steps
 * @param batch the number of crops in a step
 * @param crop the side of a crop, in pixels; a multiple of {@link PhotoArchitecture#LATENT_STRIDE}
 * @param learningRate the largest step size
 * @param elboWeight the weight of the negative evidence lower bound, per value, beside the loss of
 *     the defect head
 * @param beta the weight of the KL term within the bound
 * @param seed the seed of the weights, the crops and the defects
 */
public record PhotoSettings(
    int steps,
    int batch,
    int crop,
    double learningRate,
    double elboWeight,
    double beta,
    long seed) {
  /** The share of the steps in which beta grows, so that the latent does not collapse. */
  private static final double WARM_UP = 0.5;

  /** The weight of the KL term in a step, from 1. It grows from 0 to {@code beta}. */
  double betaIn(int step) {
    return beta * Math.min(1, step / (WARM_UP * steps));
  }
}
