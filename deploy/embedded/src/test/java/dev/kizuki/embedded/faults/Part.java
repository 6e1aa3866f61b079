package dev.kizuki.embedded.faults;

/** A part of the plant that is stopped with it. */
interface Part extends AutoCloseable {
  @Override
  void close();
}
