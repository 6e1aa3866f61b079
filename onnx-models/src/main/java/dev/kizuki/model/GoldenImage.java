package dev.kizuki.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * An input with the distance that the model must give for it. A loaded model first runs its golden
 * images. If a distance differs, the file is damaged or the machine computes differently.
 */
public final class GoldenImage {
  private final byte[] pixels;
  private final float distance;

  /**
   * @param pixels (C, H, W), uint8; not copied
   * @param distance the distance that the exported graph gives for these pixels
   */
  @JsonCreator
  public GoldenImage(
      @JsonProperty(value = "pixels", required = true) byte[] pixels,
      @JsonProperty(value = "distance", required = true) float distance) {
    this.pixels = pixels;
    this.distance = distance;
  }

  /** Returns the pixels, (C, H, W), uint8; not copied. */
  @JsonProperty
  public byte[] pixels() {
    return pixels;
  }

  @JsonProperty
  public float distance() {
    return distance;
  }
}
