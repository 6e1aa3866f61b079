package dev.kizuki.trainer.feature;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What the distance is computed on. */
public enum Feature {
  /** The posterior mean. */
  MU("mu"),
  /** The posterior mean and log variance. */
  MU_LOGVAR("mu+logvar"),
  /** The first dense layer of the encoder. */
  HIDDEN("hidden"),
  /** The last convolution's map, averaged over squares. */
  CONV("conv"),
  /** Edges by direction and place, with fixed weights: no training. */
  GRADIENTS("gradients"),
  /** The edges of the image less the edges of what the network makes of it. */
  RESIDUAL("residual"),
  /** Both of these. */
  CONV_GRADIENTS("conv+gradients"),
  /** Both of these. */
  GRADIENTS_RESIDUAL("gradients+residual");

  private final String title;

  Feature(String title) {
    this.title = title;
  }

  /** The name on the command line. */
  public String title() {
    return title;
  }

  boolean usesConv() {
    return this == CONV || this == CONV_GRADIENTS;
  }

  boolean usesGradients() {
    return this == GRADIENTS || this == CONV_GRADIENTS || this == GRADIENTS_RESIDUAL;
  }

  boolean usesResidual() {
    return this == RESIDUAL || this == GRADIENTS_RESIDUAL;
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
  private static List<String> titles() {
    return Arrays.stream(values()).map(Feature::title).collect(Collectors.toList());
  }
}
