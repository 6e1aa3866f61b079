package dev.kizuki.scoring;

import dev.kizuki.evidence.Evidence;

/** Says which places of an input cause its distance. Not thread-safe. The caller must close it. */
interface Attribution extends AutoCloseable {
  /** Returns what the values of {@link #of} mean. */
  Evidence.Method method();

  /**
   * Computes the distance of an input and the values of its places.
   *
   * @param input (C, H, W), uint8
   * @throws IllegalStateException if ONNX Runtime fails
   */
  PlaceValues of(byte[] input);

  @Override
  void close();
}
