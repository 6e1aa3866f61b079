package dev.kizuki.embedded.demo;

/**
 * The simulator's knowledge about an image.
 *
 * @param part the state of the part
 * @param text the state in words, as in {@code scratch}
 */
record Truth(Part part, String text) {
  /** The state of a part. */
  enum Part {
    GOOD,
    DEFECTIVE,
    /** The image says nothing about the part, or its defect is too faint to count. */
    NOT_COUNTED
  }

  static Truth good() {
    return new Truth(Part.GOOD, "a good part");
  }

  static Truth defective(String defect) {
    return new Truth(Part.DEFECTIVE, defect);
  }

  static Truth notCounted(String reason) {
    return new Truth(Part.NOT_COUNTED, reason);
  }
}
