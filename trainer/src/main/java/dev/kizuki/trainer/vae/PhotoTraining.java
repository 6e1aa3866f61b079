package dev.kizuki.trainer.vae;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.AdamW;
import ai.djl.training.tracker.Tracker;
import ai.djl.training.tracker.WarmUpTracker;
import dev.kizuki.trainer.data.DataException;
import dev.kizuki.trainer.data.PixelStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Trains the network for photographs on crops of normal images. The defect head learns to see
 * synthetic defects. The autoencoder learns to restore the crop without the defect: the evidence
 * lower bound under corruption (Im et al., "Denoising Criterion for Variational Auto-Encoding",
 * 2017). AdamW (Loshchilov &amp; Hutter 2019) with one cycle of the step size.
 *
 * <p>It uses one thread and one seed, so the same images and settings give exactly the same weights
 * on the same machine.
 */
public final class PhotoTraining {
  private static final String ENGINE = "PyTorch";
  private static final float WEIGHT_DECAY = 1e-4f;

  /** The share of the steps in which the step size grows. */
  private static final double WARM_UP = 0.3;

  /** The number of steps over which losses are averaged for the record. */
  private static final int RECORD_EVERY = 25;

  static {
    DjlEngine.prepare();
  }

  /** Receives the progress of a training. */
  public interface Listener {
    /**
     * Called after each step.
     *
     * @param step the number of the step, from 1
     * @param steps the number of all steps
     * @param last the last recorded losses
     */
    void step(int step, int steps, PhotoStep last);
  }

  private final PhotoArchitecture architecture;
  private final PhotoSettings settings;
  private final List<PhotoStep> record = new ArrayList<>();

  public PhotoTraining(PhotoArchitecture architecture, PhotoSettings settings) {
    this.architecture = architecture;
    this.settings = settings;
  }

  /**
   * Trains the network on all images of a store. The caller must close the result.
   *
   * @throws DataException if the training diverges
   */
  public TrainedPhoto run(PixelStore images, Listener listener) {
    Engine.getEngine(ENGINE).setRandomSeed((int) settings.seed());
    Model model = Model.newInstance("photo", Device.cpu(), ENGINE);
    try {
      PhotoVae network = new PhotoVae(architecture);
      model.setBlock(network);
      train(model, new PhotoCrops(images, settings.crop(), new Random(settings.seed())), listener);
      return new TrainedPhoto(architecture, model, network, record);
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private void train(Model model, PhotoCrops crops, Listener listener) {
    int side = settings.crop();
    int n = settings.batch();
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.l2Loss())
            .optOptimizer(
                AdamW.builder()
                    .optLearningRateTracker(stepSize())
                    .optWeightDecays(WEIGHT_DECAY)
                    .build())
            .optDevices(new Device[] {Device.cpu()});
    PhotoStep sum = new PhotoStep(0, 0, 0, 0);
    PhotoStep last = sum;
    ExecutorService painter = Executors.newSingleThreadExecutor();
    try (Trainer trainer = model.newTrainer(config)) {
      trainer.initialize(new Shape(n, architecture.inputChannels(), side, side));
      Future<PhotoCrops.Batch> batch = painter.submit(() -> crops.next(n));
      for (int step = 1; step <= settings.steps(); step++) {
        PhotoCrops.Batch now = get(batch);
        batch = painter.submit(() -> crops.next(n));
        PhotoStep losses = step(trainer, now, step);
        sum = sum(sum, losses);
        if (step % RECORD_EVERY == 0 || step == settings.steps()) {
          last = mean(sum, step, step - (record.size() * RECORD_EVERY));
          record.add(last);
          sum = new PhotoStep(0, 0, 0, 0);
        }
        listener.step(step, settings.steps(), last);
      }
    } finally {
      painter.shutdownNow();
    }
  }

  /** Waits for crops. Another thread makes those of the next step during a step. */
  private static PhotoCrops.Batch get(Future<PhotoCrops.Batch> batch) {
    try {
      return batch.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while crops were made", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the crops could not be made", e.getCause());
    }
  }

  private PhotoStep step(Trainer trainer, PhotoCrops.Batch batch, int step) {
    int side = settings.crop();
    int n = settings.batch();
    int cells = side / PhotoArchitecture.HEAD_STRIDE;
    int channels = architecture.inputChannels();
    PhotoStep losses;
    try (NDManager manager = trainer.getManager().newSubManager()) {
      NDArray x = manager.create(batch.inputs(), new Shape(n, channels, side, side));
      NDArray clean = manager.create(batch.clean(), new Shape(n, channels, cells, cells));
      NDArray labels = manager.create(batch.labels(), new Shape(n, 1, cells, cells));
      try (GradientCollector gradients = trainer.newGradientCollector()) {
        NDList outputs = trainer.forward(new NDList(x));
        NDArray defect = Losses.defect(outputs.get(0), labels);
        NDArray reconstruction =
            Likelihood.gaussianNegativeLogLikelihood(
                clean.reshape(n, -1), outputs.get(1).reshape(n, -1));
        NDArray kl = Losses.kl(outputs.get(2).reshape(n, -1), outputs.get(3).reshape(n, -1));
        NDArray bound = reconstruction.add(Scalars.times(kl, settings.betaIn(step)));
        long values = (long) channels * cells * cells;
        gradients.backward(defect.add(Scalars.times(bound, settings.elboWeight() / values)));
        losses = new PhotoStep(step, defect.getFloat(), reconstruction.getFloat(), kl.getFloat());
      }
      trainer.step();
    }
    requireFinite(losses);
    return losses;
  }

  private void requireFinite(PhotoStep losses) {
    if (!Double.isFinite(losses.defect() + losses.reconstruction() + losses.kl())) {
      throw new DataException(
          "The training diverged in step %d. No model was written. Lower --learning-rate (it is %s), and check that the images are what they should be"
              .formatted(losses.step(), settings.learningRate()));
    }
  }

  private static PhotoStep sum(PhotoStep a, PhotoStep b) {
    return new PhotoStep(
        b.step(),
        a.defect() + b.defect(),
        a.reconstruction() + b.reconstruction(),
        a.kl() + b.kl());
  }

  private static PhotoStep mean(PhotoStep sum, int step, int count) {
    return new PhotoStep(
        step, sum.defect() / count, sum.reconstruction() / count, sum.kl() / count);
  }

  private Tracker stepSize() {
    float top = (float) settings.learningRate();
    int warmUp = Math.max(1, (int) (settings.steps() * WARM_UP));
    return WarmUpTracker.builder()
        .optWarmUpBeginValue(top / 25)
        .optWarmUpSteps(warmUp)
        .optWarmUpMode(WarmUpTracker.Mode.LINEAR)
        .setMainTracker(
            Tracker.cosine()
                .setBaseValue(top)
                .optFinalValue(top / 10_000)
                .setMaxUpdates(Math.max(1, settings.steps() - warmUp))
                .build())
        .build();
  }
}
