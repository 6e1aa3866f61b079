package dev.kizuki.model;

/** What is done with an image that is not of the model's width and height. */
public enum Resize {
  /** It is rejected. */
  NONE("rejected"),
  /** Each axis is scaled to the model's size by area averaging; the aspect is not kept. */
  STRETCH("scaled"),
  /**
   * The image is scaled by area averaging until it just fits, with its aspect kept; what is left to
   * the right or below is filled with its mirror image, which has the image's own texture.
   */
  FIT("scaled, with their aspect kept");

  private final String effect;

  Resize(String effect) {
    this.effect = effect;
  }

  /** What images of other sizes are: a participle, for a sentence. */
  public String effect() {
    return effect;
  }
}
