package dev.kizuki.stream.canary;

import dev.kizuki.stream.event.ImageEvent;
import java.util.function.Predicate;

/** An image whose verdict is known. */
final class ProbeImage {
  private final String name;
  private final byte[] payload;
  private final Predicate<ImageEvent.Data> expected;

  /**
   * @param name the name in the log
   * @param payload the bytes that a device would send; not copied
   * @param expected whether a verdict is the right one
   */
  ProbeImage(String name, byte[] payload, Predicate<ImageEvent.Data> expected) {
    this.name = name;
    this.payload = payload;
    this.expected = expected;
  }

  String name() {
    return name;
  }

  /** The payload itself, not a copy. */
  byte[] payload() {
    return payload;
  }

  boolean isRight(ImageEvent.Data verdict) {
    return expected.test(verdict);
  }
}
