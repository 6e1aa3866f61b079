package dev.kizuki.trainer.vae;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import java.util.List;

/**
 * A network after training. It holds native memory: the caller must close it.
 *
 * <p>It gives its weights, and it can be run, so that the exported graph can be compared with it.
 */
public final class TrainedVae implements AutoCloseable {
  private final Architecture architecture;
  private final Model model;
  private final Vae vae;
  private final List<Epoch> epochs;

  TrainedVae(Architecture architecture, Model model, Vae vae, List<Epoch> epochs) {
    this.architecture = architecture;
    this.model = model;
    this.vae = vae;
    this.epochs = List.copyOf(epochs);
  }

  public Architecture architecture() {
    return architecture;
  }

  /** The result of each epoch. */
  public List<Epoch> epochs() {
    return epochs;
  }

  /** The weights of the encoder's layers in order, then those of mu and logVariance. */
  public List<TrainedLayer> encoderWeights() {
    return vae.encoderWeights();
  }

  /**
   * The weights of the decoder's layers in order; the last layer gives the logits of the pixels.
   */
  public List<TrainedLayer> decoderWeights() {
    return vae.decoderWeights();
  }

  /**
   * Runs the network.
   *
   * @return the outputs of each layer of the encoder, then mu, then logVariance; each (N, ...),
   *     flattened
   */
  public List<float[]> encode(ScaledImages images, int[] positions) {
    try (NDManager manager = model.getNDManager().newSubManager()) {
      NDArray x = Batches.array(manager, images, positions, 0, positions.length);
      return vae.encode(new ParameterStore(manager, false), x, false).stream()
          .map(NDArray::toFloatArray)
          .toList();
    }
  }

  /**
   * Runs the network without noise.
   *
   * @return the logits of the pixels, (N, C H W) flattened
   */
  public float[] reconstruct(ScaledImages images, int[] positions) {
    try (NDManager manager = model.getNDManager().newSubManager()) {
      ParameterStore parameters = new ParameterStore(manager, false);
      NDArray x = Batches.array(manager, images, positions, 0, positions.length);
      List<NDArray> layers = vae.encode(parameters, x, false);
      return vae.decode(parameters, layers.get(layers.size() - 2), false).toFloatArray();
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
