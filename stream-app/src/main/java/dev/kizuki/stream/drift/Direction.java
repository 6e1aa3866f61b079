package dev.kizuki.stream.drift;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The direction in which the distances of a device's normal images moved. */
public enum Direction {
  /** They grew, and p-values are small: light, dirt or wear. */
  @JsonProperty("larger")
  LARGER,

  /** They shrank, and p-values are large: a blurred image has less that differs. */
  @JsonProperty("smaller")
  SMALLER
}
