package dev.kizuki.embedded.bench;

/** One line of the table: something that is measured again and again. */
interface Line {
  /** What is measured. */
  String name();

  /** Measures it once. */
  Measurement run() throws InterruptedException;
}
