package dev.kizuki.stream.alert;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The alerts that were read and are not done. It decides which alert is sent next, so that one
 * device cannot hold up the others:
 *
 * <ul>
 *   <li>Devices take turns. One device has at most a quarter of the alerts on their way.
 *   <li>If an alert fails, it is tried again after a delay, and only its device waits.
 *   <li>If the connection ends, any alert on its way may be the reason. Each of these devices then
 *       sends its next alert alone. An alert that is alone when the connection ends again has
 *       failed.
 *   <li>An alert that has failed too often is given up, see {@link Undelivered}. If the next alert
 *       of the device fails too, its alerts are given up without an attempt for one minute or more,
 *       see {@link DeviceAlerts}.
 * </ul>
 *
 * <p>Not thread-safe.
 */
final class AlertQueue {
  /** An answer that comes later than this may not come at all. */
  static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

  /** After this time an answer is not waited for, even if the broker answers no alert at all. */
  static final Duration LONGEST_ANSWER_TIMEOUT = Duration.ofSeconds(60);

  /** A failing device keeps this many alerts in memory; the oldest beyond it is given up. */
  static final int MOST_WAITING_OF_FAILING = 100;

  private static final String GIVEN_UP_BEFORE = "alerts of this device were given up before";

  private final LongSupplier nanoTime;
  private final Map<String, DeviceAlerts> devices = new HashMap<>();

  /** Healthy devices with waiting alerts, in the order of their turns. */
  private final Set<DeviceAlerts> ready = new LinkedHashSet<>();

  /** Failing and suspect devices with waiting alerts. */
  private final Set<DeviceAlerts> careful = new LinkedHashSet<>();

  /** The attempts on their way, in the order in which they were sent. */
  private final Set<Attempt> inFlight = new LinkedHashSet<>();

  /** The attempts that are no longer waited for, although the broker may still answer. */
  private final Set<Attempt> abandoned = new HashSet<>();

  private final List<GivenUp> givenUp = new ArrayList<>();
  private long lastAnswer;

  /**
   * @param nanoTime a clock such as {@link System#nanoTime}
   */
  AlertQueue(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.lastAnswer = nanoTime.getAsLong();
  }

  /** Adds an alert that was read. */
  void add(ConsumerRecord<String, byte[]> alert) {
    DeviceAlerts device =
        devices.computeIfAbsent(String.valueOf(alert.key()), any -> new DeviceAlerts());
    Undelivered failure = device.lastFailure();
    if (failure != null && device.isResting(nanoTime.getAsLong())) {
      givenUp.add(new GivenUp(alert, failure, GIVEN_UP_BEFORE));
      return;
    }
    device.add(alert);
    if (failure != null && device.waiting() > MOST_WAITING_OF_FAILING) {
      givenUp.add(
          new GivenUp(device.takeFirst(), failure, "too many alerts of this device are waiting"));
    }
    file(device);
  }

  /** Puts a device into the set that it belongs to, at the end. */
  private void file(DeviceAlerts device) {
    ready.remove(device);
    careful.remove(device);
    if (device.waiting() > 0) {
      (device.isFailing() || device.isSuspect() ? careful : ready).add(device);
    }
  }

  /**
   * Returns the next alert to send, and counts it as on its way.
   *
   * @param most the most alerts that may be on their way
   * @return null if no alert may be sent now
   */
  @Nullable Attempt next(int most) {
    if (inFlight.size() >= most || isAloneInFlight()) {
      return null;
    }
    long now = nanoTime.getAsLong();
    for (DeviceAlerts device : careful) {
      if (device.inFlight() == 0 && device.isDue(now)) {
        if (!device.isSuspect()) {
          return send(device, false);
        }
        // the others wait for a moment, so that this alert can be sent alone
        return inFlight.isEmpty() ? send(device, true) : null;
      }
    }
    int share = Math.max(1, most / 4);
    for (DeviceAlerts device : ready) {
      if (device.inFlight() < share) {
        return send(device, false);
      }
    }
    return null;
  }

  private Attempt send(DeviceAlerts device, boolean alone) {
    Attempt attempt = new Attempt(device, device.send(), alone, nanoTime.getAsLong());
    inFlight.add(attempt);
    file(device);
    return attempt;
  }

  private boolean isAloneInFlight() {
    return inFlight.size() == 1 && inFlight.iterator().next().alone();
  }

  /** The broker took the alert. */
  void succeeded(Attempt attempt) {
    returned(attempt);
    lastAnswer = nanoTime.getAsLong();
    attempt.device().succeeded(attempt.sentAt());
    attempt.device().drop(attempt.alert());
    fileOrForget(attempt);
  }

  /** The alert was not sent. It is the next one of its device. */
  void notSent(Attempt attempt) {
    if (returned(attempt)) {
      attempt.device().add(attempt.alert());
    }
    file(attempt.device());
  }

  /** The broker refused the alert and may take it later. */
  void refused(Attempt attempt, String detail) {
    lastAnswer = nanoTime.getAsLong();
    failed(attempt, Undelivered.REFUSED, detail);
  }

  /** The alert can never be published. */
  void impossible(Attempt attempt, String detail) {
    if (returned(attempt)) {
      givenUp.add(new GivenUp(attempt.alert(), Undelivered.IMPOSSIBLE, detail));
    }
    fileOrForget(attempt);
  }

  /** The connection ended before the broker answered. */
  void connectionLost(Attempt attempt, String detail) {
    if (attempt.alone()) {
      failed(attempt, Undelivered.DISCONNECTED, detail);
    } else {
      attempt.device().suspect();
      notSent(attempt);
    }
  }

  /**
   * Abandons attempts that the broker has not answered in time. An attempt is late if the broker
   * answered another alert after it; else the whole broker may be slow.
   */
  void abandonLateAttempts() {
    long now = nanoTime.getAsLong();
    for (Attempt attempt : List.copyOf(inFlight)) {
      long age = now - attempt.sentAt();
      if (age < ANSWER_TIMEOUT.toNanos()) {
        return;
      }
      if (lastAnswer - attempt.sentAt() > 0 || age > LONGEST_ANSWER_TIMEOUT.toNanos()) {
        failed(attempt, Undelivered.UNANSWERED, "the broker did not answer in time");
        abandoned.add(attempt);
      }
    }
  }

  /**
   * Returns the number of attempts that were abandoned and may still be answered on this
   * connection.
   */
  int abandoned() {
    return abandoned.size();
  }

  private void failed(Attempt attempt, Undelivered reason, String detail) {
    if (!returned(attempt)) {
      return;
    }
    DeviceAlerts device = attempt.device();
    long now = nanoTime.getAsLong();
    if (device.failed(reason, attempt.sentAt(), now)) {
      device.add(attempt.alert());
    } else {
      givenUp.add(new GivenUp(attempt.alert(), reason, detail));
      if (device.isResting(now)) {
        device.takeAll().forEach(alert -> givenUp.add(new GivenUp(alert, reason, GIVEN_UP_BEFORE)));
      }
    }
    file(device);
  }

  /** Returns whether the attempt was still waited for. */
  private boolean returned(Attempt attempt) {
    abandoned.remove(attempt);
    if (!inFlight.remove(attempt)) {
      return false;
    }
    attempt.device().returned();
    return true;
  }

  private void fileOrForget(Attempt attempt) {
    file(attempt.device());
    if (attempt.device().isForgettable(nanoTime.getAsLong())) {
      devices.remove(String.valueOf(attempt.alert().key()), attempt.device());
    }
  }

  /** Takes the alerts that were given up since the last call. */
  List<GivenUp> takeGivenUp() {
    List<GivenUp> taken = List.copyOf(givenUp);
    givenUp.clear();
    if (!taken.isEmpty()) {
      long now = nanoTime.getAsLong();
      devices.values().removeIf(device -> device.isForgettable(now));
    }
    return taken;
  }

  /** Drops the alerts of partitions that another instance reads from now on. */
  void forget(Collection<TopicPartition> revoked) {
    for (DeviceAlerts device : List.copyOf(devices.values())) {
      revoked.forEach(device::drop);
      file(device);
    }
    for (Attempt attempt : List.copyOf(inFlight)) {
      if (revoked.contains(partition(attempt.alert()))) {
        returned(attempt);
        abandoned.add(attempt);
      }
    }
    givenUp.removeIf(gone -> revoked.contains(partition(gone.alert())));
  }

  private static TopicPartition partition(ConsumerRecord<String, byte[]> alert) {
    return new TopicPartition(alert.topic(), alert.partition());
  }

  /** The number of waiting alerts of healthy devices. */
  int ready() {
    return ready.stream().mapToInt(DeviceAlerts::waiting).sum();
  }

  /** The number of devices that are remembered. */
  int devices() {
    return devices.size();
  }

  /** The number of alerts on their way. */
  int inFlight() {
    return inFlight.size();
  }

  /** The number of alerts that wait or are on their way. */
  int size() {
    return inFlight.size() + devices.values().stream().mapToInt(DeviceAlerts::waiting).sum();
  }
}
