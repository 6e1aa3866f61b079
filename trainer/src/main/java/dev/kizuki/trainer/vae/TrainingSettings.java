package dev.kizuki.trainer.vae;

import java.util.Locale;

/**
 * How to train.
 *
 * @param likelihood p(x | z)
 * @param beta the weight of the KL term; 1 is the evidence lower bound
 * @param warmUp the epochs over which that weight grows from 0 to beta
 * @param epochs passes over the training inputs
 * @param batch inputs per step
 * @param learningRate Adam's step size
 * @param schedule of the step size
 * @param patience so many epochs without a lower loss on the validation inputs end the training,
 *     and the best weights are taken; 0 for never
 * @param auxiliary what else the encoder learns
 * @param seed of the weights, the noise and the order of the inputs
 */
public record TrainingSettings(
    Likelihood likelihood,
    double beta,
    int warmUp,
    int epochs,
    int batch,
    double learningRate,
    Schedule schedule,
    int patience,
    Auxiliary auxiliary,
    long seed) {
  public TrainingSettings {
    require(epochs > 0, "epochs must be positive, was " + epochs);
    require(batch > 0, "batch must be positive, was " + batch);
    require(beta >= 0, "beta must not be negative, was " + beta);
    require(warmUp >= 0, "the warm-up must not be negative, was " + warmUp);
    require(patience >= 0, "the patience must not be negative, was " + patience);
    require(learningRate > 0, "the learning rate must be positive, was " + learningRate);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  /** The weight of the KL term in an epoch, from 1 on. */
  float betaIn(int epoch) {
    return (float) (beta * Math.min(1, epoch / (warmUp + 1.0)));
  }

  /** How the step size changes. */
  public enum Schedule {
    CONSTANT,
    /** From the step size to 0 along half a cosine: Loshchilov &amp; Hutter, "SGDR", 2017. */
    COSINE
  }

  /** A second task for the encoder. */
  public enum Auxiliary {
    NONE,
    /** To tell images with a {@linkplain CutPaste pasted piece} from those without. */
    CUT_PASTE;

    /** The name on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
