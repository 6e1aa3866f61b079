package dev.kizuki.trainer.vae;

import dev.kizuki.trainer.data.DataException;

/**
 * Stops a training whose loss grows instead of falling. The loss of the first step, before anything
 * was learned, is the measure.
 */
final class Divergence {
  /** A loss this many times as large as at the start is not a fluctuation. */
  private static final double FACTOR = 10;

  private final TrainingSettings settings;
  private final int samples;
  private double first = Double.NaN;

  /**
   * @param samples the number of samples of one input; a loss near 0 may grow by some nats for each
   */
  Divergence(TrainingSettings settings, int samples) {
    this.settings = settings;
    this.samples = samples;
  }

  /**
   * Checks the loss after a step.
   *
   * @param loss the mean over the epoch so far, in nats per input
   * @throws DataException if the loss is not finite
   */
  void checkStep(int epoch, double loss) {
    if (Double.isNaN(first)) {
      first = loss;
    }
    if (!Double.isFinite(loss)) {
      throw diverged(epoch, "loss", loss);
    }
  }

  /**
   * Checks the losses of an epoch. A training loss that was large early in the training does no
   * harm; that of the last epoch does.
   *
   * @throws DataException if a loss is not finite, or much larger than at the start
   */
  void checkEpoch(Epoch epoch) {
    if (!isGood(epoch.heldOutLoss())) {
      throw diverged(epoch.number(), "held-out loss", epoch.heldOutLoss());
    }
    if (epoch.number() == settings.epochs() && !isGood(epoch.loss())) {
      throw diverged(epoch.number(), "loss", epoch.loss());
    }
  }

  private boolean isGood(double loss) {
    return Double.isFinite(loss) && loss <= FACTOR * (Math.abs(first) + samples);
  }

  private DataException diverged(int epoch, String name, double loss) {
    return new DataException(
        "The training diverged: in epoch %d the %s is %.3g, at the start it was %.3g. No model was written. Lower --learning-rate (it is %s), and check that the images are what they should be"
            .formatted(epoch, name, loss, first, settings.learningRate()));
  }
}
