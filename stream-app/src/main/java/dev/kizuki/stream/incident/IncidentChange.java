package dev.kizuki.stream.incident;

import java.util.Locale;

/** The kinds of changes of an incident. */
public enum IncidentChange {
  RAISED,
  /** There are more images, a worse one, or the shelving ended. */
  UPDATED,
  CLEARED,
  ACKNOWLEDGED,
  SHELVED,
  JUDGED;

  /** The type of the CloudEvent. */
  public String eventType() {
    return "dev.kizuki.incident." + name().toLowerCase(Locale.ROOT);
  }
}
