package dev.kizuki.trainer.vae;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
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
 * Trains a variational autoencoder: maximises the evidence lower bound with Adam (Kingma &amp; Ba
 * 2015). It uses one thread and one seed, so the same inputs and settings give exactly the same
 * weights on the same machine.
 */
public final class VaeTraining {
  private static final String ENGINE = "PyTorch";
  private static final int EVALUATION_BATCH = 256;

  /** The weight of the auxiliary loss; the reconstruction loss is some hundred nats. */
  private static final float AUXILIARY_WEIGHT = 100;

  static {
    DjlEngine.prepare();
  }

  /** Receives the progress of a training. */
  public interface Listener {
    /**
     * Called after each step.
     *
     * @param epoch the number of the epoch, from 1
     * @param step the number of the step in the epoch, from 1
     * @param steps the number of steps of an epoch
     * @param loss the mean over the epoch so far, in nats per input
     * @param kl the mean KL term over the epoch so far, in nats per input
     */
    void step(int epoch, int step, int steps, double loss, double kl);

    /** Called after each epoch. */
    void epoch(Epoch epoch);
  }

  private final Architecture architecture;
  private final TrainingSettings settings;
  private final ScaledImages images;
  private final int[] training;
  private final int[] heldOut;

  /**
   * @param training the positions of the images to learn from
   * @param heldOut the positions of the images whose loss is measured after each epoch
   */
  public VaeTraining(
      Architecture architecture,
      TrainingSettings settings,
      ScaledImages images,
      int[] training,
      int[] heldOut) {
    this.architecture = architecture;
    this.settings = settings;
    this.images = images;
    this.training = training.clone();
    this.heldOut = heldOut.clone();
  }

  /**
   * Trains the network. The caller must close the result.
   *
   * @throws DataException if the training diverges
   */
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
    int steps = (training.length + settings.batch() - 1) / settings.batch();
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.l2Loss())
            .optOptimizer(
                Adam.builder().optLearningRateTracker(stepSize(steps * settings.epochs())).build())
            .optDevices(new Device[] {Device.cpu()});
    List<Epoch> epochs = new ArrayList<>();
    try (Trainer trainer = model.newTrainer(config)) {
      trainer.initialize(Batches.shape(images, 1));
      Random order = new Random(settings.seed());
      CutPaste pieces =
          new CutPaste(
              images.channels(),
              images.height(),
              images.width(),
              Math.min(images.height(), images.width()) * 3 / 4,
              new Random(settings.seed() + 1));
      Divergence divergence = new Divergence(settings, images.length());
      EarlyStopping stopping = new EarlyStopping(settings.patience());
      for (int number = 1; number <= settings.epochs() && !stopping.stopsBefore(number); number++) {
        EpochLosses losses = new EpochLosses(settings.beta());
        int[] shuffled = Split.shuffled(training, order);
        for (int step = 0; step < steps; step++) {
          step(trainer, shuffled, step * settings.batch(), settings.betaIn(number), pieces, losses);
          divergence.checkStep(number, losses.loss());
          listener.step(number, step + 1, steps, losses.loss(), losses.kl());
        }
        Epoch epoch = evaluate(trainer, number, losses);
        listener.epoch(epoch);
        divergence.checkEpoch(epoch);
        epochs.add(epoch);
        stopping.record(epoch, model.getBlock());
      }
      stopping.restoreBest(model.getBlock());
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

  private void step(
      Trainer trainer,
      int[] positions,
      int start,
      float beta,
      CutPaste pieces,
      EpochLosses losses) {
    int n = Math.min(settings.batch(), positions.length - start);
    float[] values = Batches.values(images, positions, start, n);
    try (NDManager manager = trainer.getManager().newSubManager()) {
      NDArray x = manager.create(values, Batches.shape(images, n));
      NDList inputs = new NDList(x);
      if (settings.auxiliary() == Auxiliary.CUT_PASTE) {
        inputs.add(manager.create(pasted(values, n, pieces), Batches.shape(images, n)));
      }
      try (GradientCollector gradients = trainer.newGradientCollector()) {
        NDList outputs = trainer.forward(inputs);
        NDArray reconstruction = Losses.reconstruction(settings.likelihood(), x, outputs);
        NDArray kl = Losses.kl(outputs);
        NDArray loss = reconstruction.add(Scalars.times(kl, beta));
        if (outputs.size() > 3) {
          loss = loss.add(Scalars.times(Losses.crossEntropy(outputs.get(3), n), AUXILIARY_WEIGHT));
        }
        gradients.backward(loss);
        losses.add(n, reconstruction.getFloat(), kl.getFloat());
      }
      trainer.step();
    }
  }

  /** Returns each input with a pasted piece of the next input in the batch. */
  private float[] pasted(float[] values, int n, CutPaste pieces) {
    float[] pasted = values.clone();
    int length = images.length();
    for (int i = 0; i < n; i++) {
      pieces.paste(values, (i + 1) % n * length, pasted, i * length);
    }
    return pasted;
  }

  private Epoch evaluate(Trainer trainer, int number, EpochLosses learned) {
    EpochLosses losses = new EpochLosses(settings.beta());
    double mu = 0;
    double sigma = 0;
    for (int start = 0; start < heldOut.length; start += EVALUATION_BATCH) {
      int n = Math.min(EVALUATION_BATCH, heldOut.length - start);
      try (NDManager manager = trainer.getManager().newSubManager()) {
        NDArray x = Batches.array(manager, images, heldOut, start, n);
        NDList outputs = trainer.evaluate(new NDList(x));
        losses.add(
            n,
            Losses.reconstruction(settings.likelihood(), x, outputs).getFloat(),
            Losses.kl(outputs).getFloat());
        mu += n * (double) outputs.get(1).mean().getFloat();
        sigma += n * (double) outputs.get(2).mul(0.5f).exp().mean().getFloat();
      }
    }
    return new Epoch(
        number,
        learned.loss(),
        learned.reconstruction(),
        learned.kl(),
        losses.loss(),
        mu / heldOut.length,
        sigma / heldOut.length);
  }
}
