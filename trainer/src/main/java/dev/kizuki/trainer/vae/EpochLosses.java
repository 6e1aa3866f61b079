package dev.kizuki.trainer.vae;

/** The mean losses over the inputs of an epoch so far, in nats per input. */
final class EpochLosses {
  private final double beta;
  private long inputs;
  private double reconstruction;
  private double kl;

  /**
   * @param beta the weight of the KL term in {@link #loss}
   */
  EpochLosses(double beta) {
    this.beta = beta;
  }

  /**
   * Adds a batch.
   *
   * @param n the number of inputs in the batch
   * @param batchReconstruction mean over the batch
   * @param batchKl mean over the batch
   */
  void add(int n, double batchReconstruction, double batchKl) {
    inputs += n;
    reconstruction += n * batchReconstruction;
    kl += n * batchKl;
  }

  double reconstruction() {
    return reconstruction / inputs;
  }

  double kl() {
    return kl / inputs;
  }

  /** {@code reconstruction + beta * kl}. */
  double loss() {
    return reconstruction() + beta * kl();
  }
}
