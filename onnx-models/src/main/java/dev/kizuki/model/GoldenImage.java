package dev.kizuki.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * An input with the distance that the model must give for it. A model that is loaded scores its
 * golden images first; if one differs, the file or the machine is not what it should be.
 */
public final class GoldenImage {
  private final byte[] pixels;
  private final float distance;

  /**
   * @param pixels (C, H, W), uint8; not copied
   * @param distance as the exported graph gave it
   */
  @JsonCreator
  public GoldenImage(
      @JsonProperty(value = "pixels", required = true) byte[] pixels,
      @JsonProperty(value = "distance", required = true) float distance) {
    this.pixels = pixels;
    this.distance = distance;
  }

  /** (C, H, W), uint8; not copied. */
  @JsonProperty
  public byte[] pixels() {
    return pixels;
  }

  @JsonProperty
  public float distance() {
    return distance;
  }
}
