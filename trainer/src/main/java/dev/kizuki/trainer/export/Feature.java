package dev.kizuki.trainer.export;

import dev.kizuki.trainer.vae.Architecture;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What the distance is computed on. */
public enum Feature {
  /** The posterior mean. */
  MU("mu", false),
  /** The posterior mean and log variance. */
  MU_LOGVAR("mu+logvar", false),
  /** The first dense layer of the encoder. */
  HIDDEN("hidden", false),
  /** The last convolution's map. */
  CONV("conv", true),
  /** Gradients in eight directions, with fixed weights: no training. */
  GRADIENTS("gradients", true),
  /** The last convolution's map and the gradients. */
  CONV_GRADIENTS("conv+gradients", true);

  private final String title;
  private final boolean spatial;

  Feature(String title, boolean spatial) {
    this.title = title;
    this.spatial = spatial;
  }

  /** The name on the command line. */
  public String title() {
    return title;
  }

  /** Whether the feature is a map, so that each position may have a Gaussian of its own. */
  public boolean spatial() {
    return spatial;
  }

  boolean usesConv() {
    return this == CONV || this == CONV_GRADIENTS;
  }

  boolean usesGradients() {
    return this == GRADIENTS || this == CONV_GRADIENTS;
  }

  /** What is used where nothing is asked for; the latent alone is a poor feature for either. */
  public static Feature defaultFor(Architecture architecture) {
    return architecture.lastConv() >= 0 ? CONV_GRADIENTS : HIDDEN;
  }

  /**
   * By the name on the command line.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public static Feature of(String title) {
    return Arrays.stream(values())
        .filter(feature -> feature.title.equals(title))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no feature '%s', only %s".formatted(title, titles())));
  }

  /** All names on the command line. */
  public static List<String> titles() {
    return Arrays.stream(values()).map(Feature::title).collect(Collectors.toList());
  }
}
