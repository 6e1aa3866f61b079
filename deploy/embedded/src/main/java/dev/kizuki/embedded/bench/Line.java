package dev.kizuki.embedded.bench;

/** One line of the table: a measurement that can be repeated. */
interface Line {
  /** Returns the name in the table. */
  String name();

  /** Measures once. */
  Measurement run() throws InterruptedException;
}
