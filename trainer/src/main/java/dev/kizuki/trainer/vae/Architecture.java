package dev.kizuki.trainer.vae;

import dev.kizuki.model.Preprocessing;
import java.util.List;

/**
 * Describes a network. {@link Vae} builds it in DJL, and {@code feature} writes it as ONNX.
 *
 * @param name the name on the command line
 * @param input the shape of the images, (C, H, W), uint8
 * @param window the side of the square windows that the network sees, in pixels; 0 if it sees the
 *     whole image
 * @param scaling how the input is scaled before the first layer
 * @param encoder the layers before the two heads, convolutions first
 * @param activation the activation after each layer except the heads and the output
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

  /**
   * The distance between two windows, in pixels: the product of the strides of the convolutions.
   */
  public static final int STEP = 8;

  /** How uint8 samples become float32. */
  public enum Scaling {
    /** {@code x / 255}, in [0, 1]. */
    UNIT,
    /** {@code x / 255 > 0.5}, 0 or 1. */
    BINARY,
    /** Local contrast: the logarithm minus its moving average, divided by the local deviation. */
    LOCAL
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
        0,
        Scaling.BINARY,
        List.of(new Layer.Dense(500), new Layer.Dense(500)),
        Activation.SOFTPLUS,
        latent,
        List.of(500, 500));
  }

  /** Three convolutions with stride 2 and a dense layer, with ReLU, on gray values. */
  public static Architecture conv(Preprocessing input, int latent) {
    return convolutional("conv", input, 0, Scaling.UNIT, latent);
  }

  /**
   * The network of {@code conv} on windows of {@value #WINDOW} pixels, without padding. Over a
   * whole image it computes, every {@value #STEP} pixels, the same as for the window there.
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

  /** Whether the network sees windows of an image instead of the whole image. */
  public boolean windowed() {
    return window > 0;
  }

  /** The number of samples that the network sees at once. */
  public int viewSize() {
    return windowed() ? input.channels() * window * window : input.size();
  }

  /** The number of rows of windows in an image. */
  public int windowRows() {
    return (input.height() - window) / STEP + 1;
  }

  /** The number of columns of windows in an image. */
  public int windowColumns() {
    return (input.width() - window) / STEP + 1;
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
