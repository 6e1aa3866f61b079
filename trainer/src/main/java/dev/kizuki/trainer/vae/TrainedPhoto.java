package dev.kizuki.trainer.vae;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import dev.kizuki.trainer.data.PixelStore;
import java.util.List;

/**
 * The network for photographs after training. It holds native memory: the caller must close it.
 *
 * <p>It gives its weights, and it can be run, so that the exported graph can be compared with it.
 */
public final class TrainedPhoto implements AutoCloseable {
  private final PhotoArchitecture architecture;
  private final Model model;
  private final PhotoVae network;
  private final List<PhotoStep> steps;

  TrainedPhoto(
      PhotoArchitecture architecture, Model model, PhotoVae network, List<PhotoStep> steps) {
    this.architecture = architecture;
    this.model = model;
    this.network = network;
    this.steps = List.copyOf(steps);
  }

  public PhotoArchitecture architecture() {
    return architecture;
  }

  /** The losses in the course of the training. */
  public List<PhotoStep> steps() {
    return steps;
  }

  /** The weights of the network. */
  public TrainedPhotoWeights weights() {
    return network.weights();
  }

  /** The outputs of the network for one image. */
  public static final class Output {
    private final float[] mu;
    private final float[] penultimate;
    private final int rows;
    private final int columns;

    private Output(float[] mu, float[] penultimate, int rows, int columns) {
      this.mu = mu;
      this.penultimate = penultimate;
      this.rows = rows;
      this.columns = columns;
    }

    /** The posterior mean, averaged over all places, (D); not copied. */
    public float[] mu() {
      return mu;
    }

    /**
     * The map before the last layer of the defect head, (head, rows, columns), row-major; not
     * copied.
     */
    public float[] penultimate() {
      return penultimate;
    }

    /** The rows of that map. */
    public int rows() {
      return rows;
    }

    /** The columns of that map. */
    public int columns() {
      return columns;
    }
  }

  /** Runs the network on one image. */
  public Output run(PixelStore images, int position) {
    Preprocessing shape = images.shape();
    float[] input =
        ImageContrast.input(
            PhotoCrops.samples(images, position),
            shape.channels(),
            shape.height(),
            shape.width(),
            shape.resize() == Resize.PAD);
    try (NDManager manager = model.getNDManager().newSubManager()) {
      NDArray x =
          manager.create(input, new Shape(1, 2L * shape.channels(), shape.height(), shape.width()));
      NDList outputs =
          network.forward(new ParameterStore(manager, false), new NDList(x), false, null);
      NDArray map = outputs.get(4);
      return new Output(
          mean(outputs.get(2)),
          map.toFloatArray(),
          (int) map.getShape().get(2),
          (int) map.getShape().get(3));
    }
  }

  /** The mean over all places of a map (1, D, rows, columns). */
  private static float[] mean(NDArray map) {
    return map.reshape(map.getShape().get(1), -1).mean(new int[] {1}).toFloatArray();
  }

  @Override
  public void close() {
    model.close();
  }
}
