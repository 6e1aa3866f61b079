package dev.kizuki.trainer.feature;

/** A feature of photographs. The distance of a photograph is fused from those of its features. */
public enum PhotoFeature {
  /** The map before the last layer of the network's defect head, the largest of each 8 pixels. */
  NETWORK("network"),
  /** The log odds of a defect that the network's head gives, the largest of each 8 pixels. */
  DEFECT("defect"),
  /** The edges of the image by direction, every 8 pixels, with fixed weights. */
  GRADIENTS("gradients"),
  /** The edges of the image by direction, every 16 pixels, with fixed weights. */
  COARSE_GRADIENTS("coarse-gradients"),
  /** The differences between the image and its reconstruction by the autoencoder. */
  RESIDUAL("residual"),
  /** The posterior mean of the autoencoder, every 32 pixels. */
  LATENT("latent");

  private final String title;

  PhotoFeature(String title) {
    this.title = title;
  }

  /** The name of the feature in reports and in the model's metadata. */
  public String title() {
    return title;
  }
}
