package dev.kizuki.stream.console;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Limits failed log-ins: 10 of one address and 100 in total within 10 minutes. Its memory is
 * bounded by the total. Thread-safe.
 */
final class LoginLimit {
  static final int MOST_OF_ADDRESS = 10;
  static final int MOST = 100;

  private static final Duration WITHIN = Duration.ofMinutes(10);

  private final Clock clock;
  private final Deque<Failure> failures = new ArrayDeque<>();

  private record Failure(Instant at, String address) {}

  LoginLimit(Clock clock) {
    this.clock = clock;
  }

  /**
   * Checks whether an address may try.
   *
   * @throws Problem if there were too many failures
   */
  synchronized void require(String address) {
    Instant begin = clock.instant().minus(WITHIN);
    failures.removeIf(failure -> !failure.at.isAfter(begin));
    var own = failures.stream().filter(failure -> failure.address.equals(address)).toList();
    Failure first =
        own.size() >= MOST_OF_ADDRESS
            ? own.get(0)
            : failures.size() >= MOST ? failures.getFirst() : null;
    if (first != null) {
      long seconds = Math.max(1, Duration.between(begin, first.at).toSeconds());
      throw Problem.later(
          429,
          "there were too many log-ins with a wrong token",
          "Wait %d s, then try again with the right token.".formatted(seconds),
          (int) seconds);
    }
  }

  /** Counts a log-in that failed. */
  synchronized void failed(String address) {
    failures.add(new Failure(clock.instant(), address));
  }
}
