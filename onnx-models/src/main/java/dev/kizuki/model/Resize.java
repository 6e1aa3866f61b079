package dev.kizuki.model;

/** The treatment of images whose width or height differ from the model's. */
public enum Resize {
  /** The image is rejected. */
  NONE("rejected"),
  /** Each axis is scaled to the model's size by area averaging. The aspect ratio may change. */
  STRETCH("scaled"),
  /**
   * The image is scaled by area averaging until it just fits; its aspect ratio stays. The rest, on
   * the right or below, is filled with the mirrored image, which has the same texture.
   */
  FIT("scaled, with their aspect kept");

  private final String effect;

  Resize(String effect) {
    this.effect = effect;
  }

  /** Returns a participle for a sentence such as "images of other sizes are rejected". */
  public String effect() {
    return effect;
  }
}
