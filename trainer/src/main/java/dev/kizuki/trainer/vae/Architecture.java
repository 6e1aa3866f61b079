package dev.kizuki.trainer.vae;

import dev.kizuki.model.Preprocessing;
import java.util.List;

/**
 * Describes a network. {@link Vae} builds it in DJL, and {@code feature} writes it as ONNX.
 *
 * @param name the name on the command line
 * @param input the shape of the images, (C, H, W), uint8
 * @param scaling how the input is scaled before the first layer
 * @param encoder the layers before the two heads, convolutions first
 * @param activation the activation after each layer except the heads and the output
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

  /** The conversion of uint8 samples to float32. */
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
    /** A convolution with a square kernel. */
    record Conv(int filters, int kernel, int stride, int padding) implements Layer {
      /** The size of the output for an input of this size. */
      public int outputSize(int size) {
        return (size + 2 * padding - kernel) / stride + 1;
      }
    }

    /** A fully connected layer. */
    record Dense(int units) implements Layer {}
  }

  public Architecture {
    encoder = List.copyOf(encoder);
    decoder = List.copyOf(decoder);
    if (latent <= 0) {
      throw new IllegalArgumentException("latent must be positive, was " + latent);
    }
  }

  /** The network of the article: 784-500-500, softplus, binarised input. */
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

  /** Three convolutions with stride 2 and a dense layer, with ReLU, on gray values. */
  public static Architecture conv(Preprocessing input, int latent) {
    return new Architecture(
        "conv",
        input,
        Scaling.UNIT,
        List.of(
            new Layer.Conv(16, 5, 2, 2),
            new Layer.Conv(32, 3, 2, 1),
            new Layer.Conv(64, 3, 2, 1),
            new Layer.Dense(256)),
        Activation.RELU,
        latent,
        List.of(256));
  }

  /** The index of the last convolution in the encoder's layers; -1 if there is none. */
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
