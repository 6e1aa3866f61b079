package dev.kizuki.stream.canary;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Decides when a round begins. The first round waits for the connection, because a service that
 * just started has missed nothing. Later rounds do not wait: canaries must report a lost
 * connection. Not thread-safe.
 */
final class RoundSchedule {
  private final Duration interval;
  private final LongSupplier nanoTime;
  private boolean started;
  private long next;

  /**
   * @param interval between the beginnings of two rounds
   * @param nanoTime a clock such as {@link System#nanoTime}
   */
  RoundSchedule(Duration interval, LongSupplier nanoTime) {
    this.interval = interval;
    this.nanoTime = nanoTime;
    this.next = nanoTime.getAsLong();
  }

  /**
   * Begins a round if one is due.
   *
   * @param connected whether images can be sent and verdicts received
   * @return whether a round begins now
   */
  boolean begin(boolean connected) {
    long now = nanoTime.getAsLong();
    if (now - next < 0 || (!started && !connected)) {
      return false;
    }
    started = true;
    next = now + interval.toNanos();
    return true;
  }
}
