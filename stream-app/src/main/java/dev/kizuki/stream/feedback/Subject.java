package dev.kizuki.stream.feedback;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.kizuki.stream.incident.IncidentKind;
import java.util.Optional;

/** The subject of an incident. The precision of each subject is counted apart. */
public enum Subject {
  /** The product: anomalous images. */
  @JsonProperty("product")
  PRODUCT,

  /** The camera: silent, frozen, dark, bright, blurred or moved. */
  @JsonProperty("camera")
  CAMERA,

  /** A slow change of the normal images. */
  @JsonProperty("drift")
  DRIFT;

  /**
   * Returns what incidents of a kind are about. It is empty for a group, because a verdict on a
   * group is handed on to its members.
   */
  public static Optional<Subject> of(IncidentKind kind) {
    return switch (kind) {
      case ANOMALY -> Optional.of(PRODUCT);
      case DRIFT -> Optional.of(DRIFT);
      case SILENT, FROZEN, DARK, BRIGHT, BLURRED, MOVED -> Optional.of(CAMERA);
      case GROUP -> Optional.empty();
    };
  }
}
