package dev.kizuki.trainer.feature;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A feature of an image, on which the distance is computed. */
public enum Feature {
  /** The posterior mean. */
  MU("mu"),
  /** The posterior mean and log variance. */
  MU_LOGVAR("mu+logvar"),
  /** The first dense layer of the encoder. */
  HIDDEN("hidden"),
  /** The map of the last convolution, averaged over squares. */
  CONV("conv"),
  /** Edges by direction and place, with fixed weights that are not trained. */
  GRADIENTS("gradients"),
  /** The edges of the image minus the edges of its reconstruction by the network. */
  RESIDUAL("residual"),
  /** CONV and GRADIENTS, concatenated. */
  CONV_GRADIENTS("conv+gradients"),
  /** GRADIENTS and RESIDUAL, concatenated. */
  GRADIENTS_RESIDUAL("gradients+residual");

  private final String title;

  Feature(String title) {
    this.title = title;
  }

  /** The name of the feature on the command line. */
  public String title() {
    return title;
  }

  /** The name of the feature on the command line. */
  @Override
  public String toString() {
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
   * Returns the feature with a name of the command line.
   *
   * @throws IllegalArgumentException if no feature has this name
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
