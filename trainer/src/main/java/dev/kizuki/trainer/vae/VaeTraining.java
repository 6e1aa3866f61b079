package dev.kizuki.trainer.vae;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.tracker.Tracker;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.trainer.data.DataException;
import dev.kizuki.trainer.data.PixelStore;
import dev.kizuki.trainer.data.Split;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Maximises the evidence lower bound by Adam (Kingma &amp; Ba 2015). One thread, one seed: the same
 * images and settings give the same weights, bit for bit, on the same machine.
 */
public final class VaeTraining {
  private static final String ENGINE = "PyTorch";
  private static final int EVALUATION_BATCH = 256;

  static {
    // DJL would ask a cloud's metadata service where it is, and would fetch what it does not find
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    // more threads are slower for networks of this size
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
  }

  /**
   * How to train.
   *
   * @param likelihood p(x | z)
   * @param beta the weight of the KL term; 1 is the evidence lower bound
   * @param epochs passes over the training images
   * @param batch images per step
   * @param learningRate Adam's step size
   * @param seed of the weights, the noise and the order of the images
   */
  public record Settings(
      Likelihood likelihood, double beta, int epochs, int batch, double learningRate, long seed) {
    public Settings {
      require(epochs > 0, "epochs must be positive, was " + epochs);
      require(batch > 0, "batch must be positive, was " + batch);
      require(beta >= 0, "beta must not be negative, was " + beta);
      require(learningRate > 0, "the learning rate must be positive, was " + learningRate);
    }

    private static void require(boolean condition, String message) {
      if (!condition) {
        throw new IllegalArgumentException(message);
      }
    }
  }

  /** Told of the progress of a training. */
  public interface Listener {
    /** After each step, with the mean loss and KL of the epoch so far. */
    void step(int epoch, int step, int steps, double loss, double kl);

    /** After each epoch. */
    void epoch(Epoch epoch);
  }

  private final Architecture architecture;
  private final Settings settings;
  private final PixelStore images;
  private final int[] training;
  private final int[] heldOut;

  /**
   * @param split the network learns from its training part; the other part is only measured
   */
  public VaeTraining(Architecture architecture, Settings settings, PixelStore images, Split split) {
    this.architecture = architecture;
    this.settings = settings;
    this.images = images;
    this.training = Split.indices(split.training());
    this.heldOut = Split.indices(split.calibration());
  }

  /** Trains; the caller closes what it gets. */
  public TrainedVae run(Listener listener) {
    Engine.getEngine(ENGINE).setRandomSeed((int) settings.seed());
    Model model = Model.newInstance("vae", Device.cpu(), ENGINE);
    try {
      Vae vae = new Vae(architecture);
      model.setBlock(vae);
      return new TrainedVae(architecture, model, vae, train(model, listener));
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private List<Epoch> train(Model model, Listener listener) {
    Adam adam =
        Adam.builder()
            .optLearningRateTracker(Tracker.fixed((float) settings.learningRate()))
            .build();
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.l2Loss())
            .optOptimizer(adam)
            .optDevices(new Device[] {Device.cpu()});
    Preprocessing input = architecture.input();
    List<Epoch> epochs = new ArrayList<>();
    try (Trainer trainer = model.newTrainer(config)) {
      trainer.initialize(new Shape(1, input.channels(), input.height(), input.width()));
      Random order = new Random(settings.seed());
      for (int number = 1; number <= settings.epochs(); number++) {
        Losses losses = new Losses();
        int[] shuffled = Split.shuffled(training, order);
        int steps = (shuffled.length + settings.batch() - 1) / settings.batch();
        for (int step = 0; step < steps; step++) {
          step(trainer, shuffled, step * settings.batch(), losses);
          listener.step(number, step + 1, steps, losses.loss(), losses.kl());
        }
        Epoch epoch = evaluate(trainer, number, losses);
        listener.epoch(epoch);
        epochs.add(epoch);
      }
    }
    return epochs;
  }

  private void step(Trainer trainer, int[] positions, int start, Losses losses) {
    int n = Math.min(settings.batch(), positions.length - start);
    try (NDManager manager = trainer.getManager().newSubManager()) {
      NDArray x = Vae.scale(batch(manager, images, positions, start, n), architecture.scaling());
      try (GradientCollector gradients = trainer.newGradientCollector()) {
        NDList outputs = trainer.forward(new NDList(x));
        NDArray reconstruction = reconstruction(x, outputs);
        NDArray kl = kl(outputs);
        gradients.backward(reconstruction.add(kl.mul((float) settings.beta())));
        losses.add(n, reconstruction.getFloat(), kl.getFloat());
      }
      trainer.step();
    }
    if (!Double.isFinite(losses.loss())) {
      throw new DataException(
          "the loss is no longer finite: lower the learning rate (--learning-rate)");
    }
  }

  private Epoch evaluate(Trainer trainer, int number, Losses training) {
    Losses losses = new Losses();
    double mu = 0;
    double sigma = 0;
    for (int start = 0; start < heldOut.length; start += EVALUATION_BATCH) {
      int n = Math.min(EVALUATION_BATCH, heldOut.length - start);
      try (NDManager manager = trainer.getManager().newSubManager()) {
        NDArray x = Vae.scale(batch(manager, images, heldOut, start, n), architecture.scaling());
        NDList outputs = trainer.evaluate(new NDList(x));
        losses.add(n, reconstruction(x, outputs).getFloat(), kl(outputs).getFloat());
        mu += n * (double) outputs.get(1).mean().getFloat();
        sigma += n * (double) outputs.get(2).mul(0.5f).exp().mean().getFloat();
      }
    }
    return new Epoch(
        number,
        training.loss(),
        training.reconstruction(),
        training.kl(),
        losses.loss(),
        mu / heldOut.length,
        sigma / heldOut.length);
  }

  private NDArray reconstruction(NDArray x, NDList outputs) {
    NDArray flat = x.reshape(x.getShape().get(0), -1);
    return settings.likelihood().negativeLogLikelihood(flat, outputs.get(0));
  }

  /** {@code -1/2 sum(1 + logVariance - mu^2 - exp(logVariance))}, mean over the batch. */
  private static NDArray kl(NDList outputs) {
    NDArray mu = outputs.get(1);
    NDArray logVariance = outputs.get(2);
    return logVariance
        .add(1)
        .sub(mu.square())
        .sub(logVariance.exp())
        .sum(new int[] {1})
        .mean()
        .mul(-0.5f);
  }

  /** Some images as (N, C, H, W), uint8. */
  static NDArray batch(NDManager manager, PixelStore images, int[] positions, int start, int n) {
    Preprocessing shape = images.shape();
    ByteBuffer pixels = manager.allocateDirect(n * shape.size());
    for (int i = 0; i < n; i++) {
      pixels.put(images.image(positions[start + i]));
    }
    return manager.create(
        pixels.rewind(),
        new Shape(n, shape.channels(), shape.height(), shape.width()),
        DataType.UINT8);
  }

  /** Sums over the images of an epoch. */
  private final class Losses {
    private long images;
    private double reconstruction;
    private double kl;

    void add(int n, double batchReconstruction, double batchKl) {
      images += n;
      reconstruction += n * batchReconstruction;
      kl += n * batchKl;
    }

    double reconstruction() {
      return reconstruction / images;
    }

    double kl() {
      return kl / images;
    }

    double loss() {
      return reconstruction() + settings.beta() * kl();
    }
  }
}
