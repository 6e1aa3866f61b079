package dev.kizuki.embedded.faults;

/** A fault of the running plant, and its end: the plant is expected to recover by itself. */
interface Fault {
  void strike() throws Exception;
}
