package dev.kizuki.stream.limit;

import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import java.time.Instant;
import java.util.List;

/** A device that learns. */
final class BurnInRun {
  static final Instant START = Instant.parse("2026-01-02T03:00:00Z");
  static final ModelReference MODEL = new ModelReference("parts", "1", "00");

  DeviceLearning learning;
  private long offset;

  BurnInRun(int burnIn) {
    learning = new DeviceLearning("camera-1", "line1", MODEL, "ab", burnIn, START);
  }

  static ImageReference place(long offset) {
    return new ImageReference("images", 2, offset, 1, "cd");
  }

  static Instant second(long second) {
    return START.plusSeconds(second);
  }

  /** Learns an image; one arrives each second. Returns whether the burn-in is complete. */
  boolean add(double distance) {
    long at = offset++;
    return learning.add(distance, second(at), at, MODEL, () -> place(at));
  }

  /** Learns images whose distances have no trend: 1 to {@code count}, in mixed order. */
  void addMixed(int count) {
    for (int i = 0; i < count; i++) {
      add((double) (1 + i * 37L % count));
    }
  }

  void confirm(double rate, String... struck) {
    learning.confirm(action(LimitAction.Type.CONFIRM, struck), rate, null, second(1000));
  }

  static LimitAction action(LimitAction.Type type, String... struck) {
    return new LimitAction("action-1", type, "anna", START, "checked", List.of(struck));
  }
}
