package dev.kizuki.model;

/** The treatment of images whose width or height differ from the model's. */
public enum Resize {
  /** The image is rejected. */
  NONE("rejected"),
  /** Each axis is scaled to the model's size by area averaging. The aspect ratio may change. */
  STRETCH("scaled"),
  /**
   * The image is scaled by area averaging until it just fits; its aspect ratio stays. The rest, on
   * the right or below, is filled with the mirrored image. Older model files use it; new models use
   * {@link #PAD}, because a mirrored edge looks like a defect.
   */
  FIT("scaled, with their aspect kept"),
  /**
   * The image is scaled by area averaging until it just fits; its aspect ratio stays. It lies in
   * the upper left corner. The rest, on the right or below, is padding.
   *
   * <p>The graph can tell padding from the image: a padded pixel is 0 in all channels, and each
   * sample of the image is at least 1 (a black sample is raised from 0 to 1). This also holds for
   * images that have the model's size already.
   */
  PAD("scaled, with their aspect kept, and padded"),
  /**
   * The middle of the image that has the model's aspect ratio is scaled by area averaging. The rest
   * of the image, on two opposite sides, is not seen.
   */
  CROP("cropped to the middle and scaled");

  private final String effect;

  Resize(String effect) {
    this.effect = effect;
  }

  /** Returns a participle for a sentence such as "images of other sizes are rejected". */
  public String effect() {
    return effect;
  }
}
