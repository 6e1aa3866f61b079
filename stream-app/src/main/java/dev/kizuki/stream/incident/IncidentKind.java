package dev.kizuki.stream.incident;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.kizuki.stream.camera.Trouble;

/** The kinds of incidents. */
public enum IncidentKind {
  /** Images of a product exceed the threshold. */
  @JsonProperty("anomaly")
  ANOMALY,

  /** A camera sends no images. */
  @JsonProperty("silent")
  SILENT,

  /** A camera sends the same image again and again. */
  @JsonProperty("frozen")
  FROZEN,

  /** The images of a camera are too dark. */
  @JsonProperty("dark")
  DARK,

  /** The images of a camera are too bright. */
  @JsonProperty("bright")
  BRIGHT,

  /** The images of a camera are blurred. */
  @JsonProperty("blurred")
  BLURRED,

  /** A camera shows another scene than before. */
  @JsonProperty("moved")
  MOVED,

  /** The normal images of a device change slowly. */
  @JsonProperty("drift")
  DRIFT,
  /** Many devices of one line have an incident at the same time. */
  @JsonProperty("group")
  GROUP;

  /** The kind of a camera's trouble. */
  public static IncidentKind of(Trouble trouble) {
    return switch (trouble) {
      case SILENT -> SILENT;
      case FROZEN -> FROZEN;
      case DARK -> DARK;
      case BRIGHT -> BRIGHT;
      case BLURRED -> BLURRED;
      case MOVED -> MOVED;
    };
  }

  /** Returns whether the camera is the cause, and not the product. */
  public boolean isCamera() {
    return switch (this) {
      case SILENT, FROZEN, DARK, BRIGHT, BLURRED, MOVED -> true;
      case ANOMALY, DRIFT, GROUP -> false;
    };
  }
}
