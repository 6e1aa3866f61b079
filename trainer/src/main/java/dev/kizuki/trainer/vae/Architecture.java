package dev.kizuki.trainer.vae;

import dev.kizuki.model.Preprocessing;
import java.util.List;

/**
 * A network in words; {@link Vae} builds it in DJL, the export in ONNX.
 *
 * @param name by which the command line knows it
 * @param input (C, H, W), uint8
 * @param window the side of the square windows that the network sees of an image, or 0 for all of
 *     it
 * @param scaling of the input, before the first layer
 * @param encoder the layers before the two heads; convolutions first
 * @param activation behind each layer but the heads and the output
 * @param latent D, the dimensions of mu and logVariance
 * @param decoder the units of the dense layers between the latent and the output
 */
public record Architecture(
    String name,
    Preprocessing input,
    int window,
    Scaling scaling,
    List<Layer> encoder,
    Activation activation,
    int latent,
    List<Integer> decoder) {

  /** The side of a window, in pixels. */
  public static final int WINDOW = 33;

  /** From one window to the next, in pixels: the strides of the convolutions together. */
  public static final int STEP = 8;

  /** How uint8 becomes float32. */
  public enum Scaling {
    /** {@code x / 255}, in [0, 1]. */
    UNIT,
    /** {@code x / 255 > 0.5}, 0 or 1. */
    BINARY,
    /** Local contrast: the logarithm, less its moving average, by the local deviation. */
    LOCAL
  }

  /** The nonlinearity. */
  public enum Activation {
    RELU,
    SOFTPLUS
  }

  /** One layer of the encoder. */
  public sealed interface Layer {
    /** Square kernel. */
    record Conv(int filters, int kernel, int stride, int padding) implements Layer {
      /** The size of the output for an input of this size. */
      public int outputSize(int size) {
        return (size + 2 * padding - kernel) / stride + 1;
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
        0,
        Scaling.BINARY,
        List.of(new Layer.Dense(500), new Layer.Dense(500)),
        Activation.SOFTPLUS,
        latent,
        List.of(500, 500));
  }

  /** Three convolutions of stride 2 and a dense layer, ReLU, gray values. */
  public static Architecture conv(Preprocessing input, int latent) {
    return convolutional("conv", input, 0, Scaling.UNIT, latent);
  }

  /**
   * The same on windows of {@value #WINDOW} pixels, without padding, so that over a whole image it
   * gives, every {@value #STEP} pixels, just what it gives for the window there.
   */
  public static Architecture patch(Preprocessing input, int latent) {
    return convolutional("patch", input, WINDOW, Scaling.LOCAL, latent);
  }

  private static Architecture convolutional(
      String name, Preprocessing input, int window, Scaling scaling, int latent) {
    int padded = window == 0 ? 1 : 0;
    return new Architecture(
        name,
        input,
        window,
        scaling,
        List.of(
            new Layer.Conv(16, 5, 2, 2 * padded),
            new Layer.Conv(32, 3, 2, padded),
            new Layer.Conv(64, 3, 2, padded),
            new Layer.Dense(256)),
        Activation.RELU,
        latent,
        List.of(256));
  }

  /** Whether the network sees windows of an image, and not all of it at once. */
  public boolean windowed() {
    return window > 0;
  }

  /** The samples of what the network sees. */
  public int viewSize() {
    return windowed() ? input.channels() * window * window : input.size();
  }

  /** The windows' rows over an image of the input's size. */
  public int windowRows() {
    return (input.height() - window) / STEP + 1;
  }

  /** The windows' columns over an image of the input's size. */
  public int windowColumns() {
    return (input.width() - window) / STEP + 1;
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
