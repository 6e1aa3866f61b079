package dev.kizuki.trainer.vae;

import dev.kizuki.model.Preprocessing;
import java.util.List;

/**
 * A network in words; {@link Vae} builds it in DJL, the export in ONNX.
 *
 * @param name by which the command line knows it
 * @param input (C, H, W), uint8
 * @param scaling of the input, before the first layer
 * @param encoder the layers before the two heads; convolutions first
 * @param activation behind each layer but the heads and the output
 * @param latent D, the dimensions of mu and logVariance
 * @param decoder the units of the dense layers between the latent and the output
 */
public record Architecture(
    String name,
    Preprocessing input,
    Scaling scaling,
    List<Layer> encoder,
    Activation activation,
    int latent,
    List<Integer> decoder) {

  /** How uint8 becomes float32. */
  public enum Scaling {
    /** {@code x / 255}, in [0, 1]. */
    UNIT,
    /** {@code x / 255 > 0.5}, 0 or 1. */
    BINARY
  }

  /** The nonlinearity. */
  public enum Activation {
    RELU,
    SOFTPLUS
  }

  /** One layer of the encoder. */
  public sealed interface Layer {
    /** Square kernel, padded so that stride 1 keeps the size. */
    record Conv(int filters, int kernel, int stride) implements Layer {
      public int padding() {
        return kernel / 2;
      }
    }

    /** Fully connected. */
    record Dense(int units) implements Layer {}
  }

  public Architecture {
    encoder = List.copyOf(encoder);
    decoder = List.copyOf(decoder);
    if (latent <= 0) {
      throw new IllegalArgumentException("latent must be positive, was " + latent);
    }
  }

  /** The article's network: 784-500-500, softplus, binarised input. */
  public static Architecture mlp(Preprocessing input, int latent) {
    return new Architecture(
        "mlp",
        input,
        Scaling.BINARY,
        List.of(new Layer.Dense(500), new Layer.Dense(500)),
        Activation.SOFTPLUS,
        latent,
        List.of(500, 500));
  }

  /** Three convolutions of stride 2 and a dense layer, ReLU, gray values. */
  public static Architecture conv(Preprocessing input, int latent) {
    return new Architecture(
        "conv",
        input,
        Scaling.UNIT,
        List.of(
            new Layer.Conv(16, 5, 2),
            new Layer.Conv(32, 3, 2),
            new Layer.Conv(64, 3, 2),
            new Layer.Dense(256)),
        Activation.RELU,
        latent,
        List.of(256));
  }

  /** The position of the last convolution among the encoder's layers, or -1. */
  public int lastConv() {
    int last = -1;
    for (int i = 0; i < encoder.size(); i++) {
      if (encoder.get(i) instanceof Layer.Conv) {
        last = i;
      }
    }
    return last;
  }
}
