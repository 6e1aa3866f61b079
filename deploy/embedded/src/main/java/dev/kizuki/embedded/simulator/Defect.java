package dev.kizuki.embedded.simulator;

import java.util.Locale;

/** A defect that a simulated part can have. */
public enum Defect {
  SCRATCH,
  DENT,
  MISSING_HOLE,
  STAIN,
  MISALIGNMENT;

  /** Returns the name that folders of data sets have, as in {@code missing-hole}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
