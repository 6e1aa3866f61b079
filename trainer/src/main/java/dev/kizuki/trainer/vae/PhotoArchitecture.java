package dev.kizuki.trainer.vae;

import dev.kizuki.model.Preprocessing;
import java.util.List;

/**
 * Describes the fully convolutional network for photographs: a variational autoencoder whose
 * encoder also feeds a head that sees defects. {@link PhotoVae} builds it in DJL, and {@code
 * feature} writes it as ONNX.
 *
 * <p>The encoder has five stages, each with stride 2. The head joins the maps of stages 2 to 5 from
 * coarse to fine (Lin et al., "Feature Pyramid Networks", 2017). The latent is a map at the last
 * stage.
 *
 * @param input the shape of the images, (C, H, W), uint8
 * @param widths the channels of the five stages
 * @param head the channels of the defect head
 * @param latent D, the channels of mu and logVariance
 */
public record PhotoArchitecture(Preprocessing input, List<Integer> widths, int head, int latent) {
  /** The stride of the defect head's map, in pixels. */
  public static final int HEAD_STRIDE = 4;

  /** The stride of the last stage, in pixels. */
  public static final int LATENT_STRIDE = 32;

  /** The number of stages. */
  public static final int STAGES = 5;

  /** The channels of the decoder's hidden layers. */
  static final List<Integer> DECODER = List.of(48, 32, 16);

  public PhotoArchitecture {
    widths = List.copyOf(widths);
    if (widths.size() != STAGES) {
      throw new IllegalArgumentException(
          "there must be %d widths, there are %d".formatted(STAGES, widths.size()));
    }
    if (latent <= 0) {
      throw new IllegalArgumentException("latent must be positive, was " + latent);
    }
  }

  /** The channels of the network's input: {@link ImageContrast} makes two of each. */
  public int inputChannels() {
    return 2 * input.channels();
  }

  /**
   * Returns whether the map after the first convolution of a stage is added to that of its last.
   */
  public static boolean isResidual(int stage) {
    return stage == 2 || stage == 3;
  }
}
