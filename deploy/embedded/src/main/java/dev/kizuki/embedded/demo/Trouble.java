package dev.kizuki.embedded.demo;

/** A fault of a simulated camera or of the parts that it sees. */
enum Trouble {
  /** A worn tool marks every part, and the mark grows. */
  WEAR("tool wear", false),
  /** Several bad parts follow each other. */
  BURST("burst", false),
  /** The light fails, and the pictures are nearly black. */
  DARK("camera dark", true),
  /** The light becomes weaker little by little. */
  DRIFT("light fades", true),
  /** The camera sends the same picture again and again. */
  FROZEN("camera frozen", true),
  /** The camera sends nothing. */
  SILENT("camera silent", true);

  private final String text;
  private final boolean ofCamera;

  Trouble(String text, boolean ofCamera) {
    this.text = text;
    this.ofCamera = ofCamera;
  }

  /** Returns whether the camera is sick. Its pictures then say nothing about the product. */
  boolean isOfCamera() {
    return ofCamera;
  }

  @Override
  public String toString() {
    return text;
  }
}
