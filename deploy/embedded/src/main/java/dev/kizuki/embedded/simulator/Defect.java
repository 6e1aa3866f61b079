package dev.kizuki.embedded.simulator;

import java.util.Arrays;
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

  /** Returns the defect with a label. */
  static Defect of(String label) {
    return Arrays.stream(values())
        .filter(defect -> defect.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no defect '%s'".formatted(label)));
  }
}
