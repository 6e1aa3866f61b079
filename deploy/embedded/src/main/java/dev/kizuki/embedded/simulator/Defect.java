package dev.kizuki.embedded.simulator;

import java.util.Locale;

/** What can be wrong with a simulated part. */
public enum Defect {
  SCRATCH,
  DENT,
  MISSING_HOLE,
  STAIN,
  MISALIGNMENT;

  /** As folders are called: {@code missing-hole}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
