package dev.kizuki.trainer.vae;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.tracker.Tracker;
import dev.kizuki.trainer.data.DataException;
import dev.kizuki.trainer.data.Split;
import dev.kizuki.trainer.vae.TrainingSettings.Auxiliary;
import dev.kizuki.trainer.vae.TrainingSettings.Schedule;
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

  /** Nats for each nat of the auxiliary task; reconstruction takes some hundred. */
  private static final float AUXILIARY_WEIGHT = 100;

  static {
    // DJL would ask a cloud's metadata service where it is, and would fetch what it does not find
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    // more threads are slower for networks of this size
    System.setProperty("ai.djl.pytorch.num_threads", "1");
    System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
  }

  /** Told of the progress of a training. */
  public interface Listener {
    /** After each step, with the mean loss and KL of the epoch so far. */
    void step(int epoch, int step, int steps, double loss, double kl);

    /** After each epoch. */
    void epoch(Epoch epoch);
  }

  private final Architecture architecture;
  private final TrainingSettings settings;
  private final NetworkInputs training;
  private final int[] chosen;
  private final NetworkInputs validation;
  private final int[] heldOut;

  /**
   * @param chosen positions of the training inputs to learn from
   * @param heldOut positions of the validation inputs, whose loss is measured after each epoch
   */
  public VaeTraining(
      Architecture architecture,
      TrainingSettings settings,
      NetworkInputs training,
      int[] chosen,
      NetworkInputs validation,
      int[] heldOut) {
    this.architecture = architecture;
    this.settings = settings;
    this.training = training;
    this.chosen = chosen.clone();
    this.validation = validation;
    this.heldOut = heldOut.clone();
  }

  /** Trains; the caller closes what it gets. */
  public TrainedVae run(Listener listener) {
    Engine.getEngine(ENGINE).setRandomSeed((int) settings.seed());
    Model model = Model.newInstance("vae", Device.cpu(), ENGINE);
    try {
      Vae vae = new Vae(architecture, settings.auxiliary() != Auxiliary.NONE);
      model.setBlock(vae);
      return new TrainedVae(architecture, model, vae, train(model, listener));
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private List<Epoch> train(Model model, Listener listener) {
    int steps = (chosen.length + settings.batch() - 1) / settings.batch();
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.l2Loss())
            .optOptimizer(
                Adam.builder().optLearningRateTracker(stepSize(steps * settings.epochs())).build())
            .optDevices(new Device[] {Device.cpu()});
    List<Epoch> epochs = new ArrayList<>();
    try (Trainer trainer = model.newTrainer(config)) {
      trainer.initialize(inputShape(1));
      Random order = new Random(settings.seed());
      CutPaste pieces =
          new CutPaste(
              training.channels(),
              training.height(),
              training.width(),
              Math.min(training.height(), training.width()) * 3 / 4,
              new Random(settings.seed() + 1));
      Best best = new Best();
      for (int number = 1; number <= settings.epochs() && !best.isTooLongAgo(number); number++) {
        Losses losses = new Losses();
        int[] shuffled = Split.shuffled(chosen, order);
        for (int step = 0; step < steps; step++) {
          step(trainer, shuffled, step * settings.batch(), settings.betaIn(number), pieces, losses);
          listener.step(number, step + 1, steps, losses.loss(), losses.kl());
        }
        Epoch epoch = evaluate(trainer, number, losses);
        listener.epoch(epoch);
        epochs.add(epoch);
        best.see(epoch, model.getBlock());
      }
      best.restore(model.getBlock());
    }
    return epochs;
  }

  private Tracker stepSize(int steps) {
    float first = (float) settings.learningRate();
    return settings.schedule() == Schedule.CONSTANT
        ? Tracker.fixed(first)
        : Tracker.cosine()
            .setBaseValue(first)
            .optFinalValue(first / 1000)
            .setMaxUpdates(steps)
            .build();
  }

  private Shape inputShape(int n) {
    return new Shape(n, training.channels(), training.height(), training.width());
  }

  private void step(
      Trainer trainer, int[] positions, int start, float beta, CutPaste pieces, Losses losses) {
    int n = Math.min(settings.batch(), positions.length - start);
    float[] values = values(training, positions, start, n);
    try (NDManager manager = trainer.getManager().newSubManager()) {
      NDArray x = manager.create(values, inputShape(n));
      NDList inputs = new NDList(x);
      if (settings.auxiliary() == Auxiliary.CUT_PASTE) {
        inputs.add(manager.create(pasted(values, n, pieces), inputShape(n)));
      }
      try (GradientCollector gradients = trainer.newGradientCollector()) {
        NDList outputs = trainer.forward(inputs);
        NDArray reconstruction = reconstruction(x, outputs);
        NDArray kl = kl(outputs);
        NDArray loss = reconstruction.add(Scalars.times(kl, beta));
        if (outputs.size() > 3) {
          loss = loss.add(Scalars.times(crossEntropy(outputs.get(3), n), AUXILIARY_WEIGHT));
        }
        gradients.backward(loss);
        losses.add(n, reconstruction.getFloat(), kl.getFloat());
      }
      trainer.step();
    }
    if (!Double.isFinite(losses.loss())) {
      throw new DataException(
          "the loss is no longer finite: lower the learning rate (--learning-rate)");
    }
  }

  /** Each input with a piece of its neighbour in the batch, or of itself. */
  private float[] pasted(float[] values, int n, CutPaste pieces) {
    float[] pasted = values.clone();
    int length = training.length();
    for (int i = 0; i < n; i++) {
      pieces.paste(values, (i + 1) % n * length, pasted, i * length);
    }
    return pasted;
  }

  /** {@code -log p(class)}, mean over n normal inputs and, behind them, n pasted ones. */
  private static NDArray crossEntropy(NDArray logits, int n) {
    NDArray logProbability = logits.logSoftmax(1);
    NDArray normal = logProbability.get("0:{}, 0:1", n).mean();
    NDArray pasted = logProbability.get("{}:, 1:2", n).mean();
    return Scalars.times(normal.add(pasted), -0.5);
  }

  private Epoch evaluate(Trainer trainer, int number, Losses training) {
    Losses losses = new Losses();
    double mu = 0;
    double sigma = 0;
    for (int start = 0; start < heldOut.length; start += EVALUATION_BATCH) {
      int n = Math.min(EVALUATION_BATCH, heldOut.length - start);
      try (NDManager manager = trainer.getManager().newSubManager()) {
        NDArray x = batch(manager, validation, heldOut, start, n);
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
    NDArray terms = logVariance.add(1).sub(mu.square()).sub(logVariance.exp());
    return Scalars.times(terms.sum(new int[] {1}).mean(), -0.5);
  }

  /** Some inputs as (N, C, H, W), float32. */
  static NDArray batch(NDManager manager, NetworkInputs inputs, int[] positions, int start, int n) {
    return manager.create(
        values(inputs, positions, start, n),
        new Shape(n, inputs.channels(), inputs.height(), inputs.width()));
  }

  private static float[] values(NetworkInputs inputs, int[] positions, int start, int n) {
    float[] values = new float[n * inputs.length()];
    for (int i = 0; i < n; i++) {
      inputs.read(positions[start + i], values, i * inputs.length());
    }
    return values;
  }

  /** The weights of the epoch with the lowest loss on the validation inputs. */
  private final class Best {
    private final List<float[]> weights = new ArrayList<>();
    private double loss = Double.POSITIVE_INFINITY;
    private int epoch;

    boolean isTooLongAgo(int number) {
      return settings.patience() > 0 && number - 1 - epoch >= settings.patience();
    }

    void see(Epoch seen, Block network) {
      if (settings.patience() > 0 && seen.heldOutLoss() < loss) {
        loss = seen.heldOutLoss();
        epoch = seen.number();
        weights.clear();
        network
            .getParameters()
            .values()
            .forEach(parameter -> weights.add(parameter.getArray().toFloatArray()));
      }
    }

    void restore(Block network) {
      for (int i = 0; i < weights.size(); i++) {
        network.getParameters().valueAt(i).getArray().set(weights.get(i));
      }
    }
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
