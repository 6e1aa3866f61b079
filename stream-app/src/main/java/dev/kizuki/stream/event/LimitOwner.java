package dev.kizuki.stream.event;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whose images gave the threshold of a verdict. */
public enum LimitOwner {
  /** The device itself. */
  @JsonProperty("device")
  DEVICE,
  /** The devices of the same line that have limits. */
  @JsonProperty("line")
  LINE,
  /** The calibration images of the model. */
  @JsonProperty("model")
  MODEL
}
