package dev.kizuki.stream.alert;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The alerts of one device that wait to be sent, and what is known about sending them. A device is
 * in one of these states:
 *
 * <ul>
 *   <li>Healthy: its alerts are sent as they come.
 *   <li>Failing: its first alert is tried again after a delay, and the others wait behind it.
 *   <li>On trial: an alert was given up. The next alert is tried once.
 *   <li>Resting: the trial failed. The alerts are not tried until the rest is over, and then the
 *       device is on trial again.
 * </ul>
 *
 * <p>Not thread-safe. Times are in nanoseconds, by {@link System#nanoTime}.
 */
final class DeviceAlerts {
  private static final Duration SHORTEST_REST = Duration.ofMinutes(1);
  private static final Duration LONGEST_REST = Duration.ofMinutes(10);

  private final PriorityQueue<ConsumerRecord<String, byte[]>> waiting =
      new PriorityQueue<>(
          Comparator.<ConsumerRecord<String, byte[]>>comparingInt(ConsumerRecord::partition)
              .thenComparingLong(ConsumerRecord::offset));

  private int inFlight;
  private int failures;
  private boolean onTrial;
  private @Nullable Undelivered lastFailure;
  private long failedAt;
  private long retryAt;
  private Duration rest = Duration.ZERO;
  private long restUntil;

  /** Whether an alert of this device may be the reason why the connection ended. */
  private boolean suspect;

  void add(ConsumerRecord<String, byte[]> alert) {
    waiting.add(alert);
  }

  /** Takes the first waiting alert. */
  ConsumerRecord<String, byte[]> takeFirst() {
    return waiting.remove();
  }

  /** Takes all waiting alerts, in their order. */
  List<ConsumerRecord<String, byte[]>> takeAll() {
    List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
    while (!waiting.isEmpty()) {
      all.add(waiting.remove());
    }
    return all;
  }

  /** Drops an alert if it is waiting. */
  void drop(ConsumerRecord<String, byte[]> alert) {
    waiting.removeIf(
        other -> other.partition() == alert.partition() && other.offset() == alert.offset());
  }

  /** Drops the waiting alerts of a partition. */
  void drop(TopicPartition partition) {
    waiting.removeIf(alert -> alert.partition() == partition.partition());
  }

  /** Takes the first waiting alert to send it. */
  ConsumerRecord<String, byte[]> send() {
    inFlight++;
    return takeFirst();
  }

  /** Notes that an alert is no longer on its way. */
  void returned() {
    inFlight--;
  }

  /**
   * Notes that the broker took an alert.
   *
   * @param sentAt an alert that was sent before the last failure says nothing about the device
   */
  void succeeded(long sentAt) {
    if (lastFailure == null || sentAt - failedAt > 0) {
      failures = 0;
      onTrial = false;
      suspect = false;
      rest = Duration.ZERO;
      lastFailure = null;
    }
  }

  /** The next alert of this device must be sent while no other alert is on its way. */
  void suspect() {
    suspect = true;
  }

  /**
   * Notes that an attempt failed.
   *
   * @param sentAt an alert that was sent before the last failure is not counted
   * @return whether the alert may be tried again
   */
  boolean failed(Undelivered reason, long sentAt, long now) {
    if (lastFailure != null && sentAt - failedAt <= 0) {
      return !isResting(now);
    }
    if (lastFailure != reason) {
      failures = 0;
    }
    lastFailure = reason;
    failedAt = now;
    suspect = reason == Undelivered.DISCONNECTED;
    failures++;
    Optional<Duration> delay = onTrial ? Optional.empty() : reason.delayAfter(failures);
    if (delay.isPresent()) {
      retryAt = now + delay.get().toNanos();
      return true;
    }
    giveUp(reason, now);
    return false;
  }

  private void giveUp(Undelivered reason, long now) {
    failures = 0;
    retryAt = now + reason.delayAfter(1).orElse(Duration.ZERO).toNanos();
    if (onTrial) {
      rest = longerRest();
      restUntil = now + rest.toNanos();
    }
    onTrial = true;
  }

  private Duration longerRest() {
    if (rest.isZero()) {
      return SHORTEST_REST;
    }
    Duration doubled = rest.multipliedBy(2);
    return doubled.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : doubled;
  }

  int waiting() {
    return waiting.size();
  }

  int inFlight() {
    return inFlight;
  }

  boolean isSuspect() {
    return suspect;
  }

  /** Returns whether the device is not healthy. */
  boolean isFailing() {
    return failures > 0 || onTrial;
  }

  boolean isResting(long now) {
    return !rest.isZero() && restUntil - now > 0;
  }

  /** Returns whether the delay before the next attempt is over. */
  boolean isDue(long now) {
    return !isFailing() || retryAt - now <= 0;
  }

  /** Why the last attempt failed; null if it succeeded. */
  @Nullable Undelivered lastFailure() {
    return lastFailure;
  }

  /** Returns whether nothing about this device must be remembered. */
  boolean isForgettable(long now) {
    boolean isForgiven = !isFailing() || now - retryAt > LONGEST_REST.multipliedBy(2).toNanos();
    return waiting.isEmpty() && inFlight == 0 && isForgiven;
  }
}
