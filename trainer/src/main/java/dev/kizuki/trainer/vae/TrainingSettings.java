package dev.kizuki.trainer.vae;

import java.util.Locale;

/**
 * The settings of a training.
 *
 * @param likelihood p(x | z)
 * @param beta the weight of the KL term; 1 is the evidence lower bound
 * @param warmUp the number of epochs in which that weight grows from 0 to beta
 * @param epochs the number of passes over the training inputs
 * @param batch the number of inputs in a step
 * @param learningRate the step size of Adam
 * @param schedule the schedule of the step size
 * @param patience the number of epochs without a lower loss on the validation inputs after which
 *     the training stops with the best weights; 0 for never
 * @param auxiliary the second task of the encoder
 * @param seed the seed of the weights, the noise and the order of the inputs
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

  /** The weight of the KL term in an epoch. Epochs count from 1. */
  float betaIn(int epoch) {
    return (float) (beta * Math.min(1, epoch / (warmUp + 1.0)));
  }

  /** The schedule of the step size. */
  public enum Schedule {
    CONSTANT,
    /**
     * From the initial step size to 0 along half a cosine: Loshchilov &amp; Hutter, "SGDR", 2017.
     */
    COSINE
  }

  /** A second task for the encoder. */
  public enum Auxiliary {
    NONE,
    /** Telling images with a {@linkplain CutPaste pasted piece} from images without one. */
    CUT_PASTE;

    /** The name on the command line. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
