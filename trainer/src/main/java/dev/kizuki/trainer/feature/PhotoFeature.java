package dev.kizuki.trainer.feature;

import dev.kizuki.trainer.vae.PhotoArchitecture;

/** A feature of photographs. The distance of a photograph is fused from those of its features. */
public enum PhotoFeature {
  /** The map before the last layer of the network's defect head, the largest of each 8 pixels. */
  NETWORK("network", PhotoGraph.STEP),
  /** The log odds of a defect that the network's head gives, the largest of each 8 pixels. */
  DEFECT("defect", PhotoGraph.STEP),
  /** The edges of the image by direction, every 8 pixels, with fixed weights. */
  GRADIENTS("gradients", PhotoGraph.STEP),
  /** The edges of the image by direction, every 16 pixels, with fixed weights. */
  COARSE_GRADIENTS("coarse-gradients", 2 * PhotoGraph.STEP),
  /** The differences between the image and its reconstruction by the autoencoder. */
  RESIDUAL("residual", PhotoGraph.STEP),
  /** The posterior mean of the autoencoder, every 32 pixels. */
  LATENT("latent", PhotoArchitecture.LATENT_STRIDE);

  private final String title;
  private final int step;

  PhotoFeature(String title, int step) {
    this.title = title;
    this.step = step;
  }

  /** The name of the feature in reports and in the model's metadata. */
  public String title() {
    return title;
  }

  /** The distance between two places, in pixels; a multiple of {@link PhotoGraph#STEP}. */
  public int step() {
    return step;
  }
}
