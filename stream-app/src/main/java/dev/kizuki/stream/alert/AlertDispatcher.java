package dev.kizuki.stream.alert;

import dev.kizuki.stream.alert.PublishOutcome.ConnectionLost;
import dev.kizuki.stream.alert.PublishOutcome.Impossible;
import dev.kizuki.stream.alert.PublishOutcome.NotSent;
import dev.kizuki.stream.alert.PublishOutcome.Refused;
import dev.kizuki.stream.alert.PublishOutcome.Sent;
import dev.kizuki.stream.metrics.AlertMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the alerts of a queue over MQTT and settles their outcomes. An alert that was given up is
 * kept in Kafka, see {@link UndeliveredAlerts}.
 *
 * <p>Not thread-safe: one thread calls it. Outcomes come on other threads, and this thread settles
 * them in {@link #work}.
 */
final class AlertDispatcher {
  private static final Logger LOG = LoggerFactory.getLogger(AlertDispatcher.class);

  /** The longest wait for an outcome, so that new alerts are read soon. */
  private static final Duration LONGEST_WAIT = Duration.ofMillis(10);

  /** The pause after an alert could not be sent. */
  private static final Duration SEND_PAUSE = Duration.ofMillis(100);

  /** The delay before Kafka is asked again to keep an alert. */
  private static final Duration KEEP_PAUSE = Duration.ofSeconds(30);

  /** More alerts are read while fewer than these wait. */
  private static final int ENOUGH_READY = 100;

  private final AlertSender sender;
  private final AlertQueue queue;
  private final AlertOffsets offsets;
  private final UndeliveredAlerts undelivered;
  private final AlertMetrics metrics;
  private final LongSupplier nanoTime;
  private final BlockingQueue<Runnable> outcomes = new LinkedBlockingQueue<>();
  private final UndeliveredLog log = new UndeliveredLog();
  private final List<GivenUp> notKept = new ArrayList<>();
  private long sendAt;
  private long keepAt;

  /**
   * @param offsets records which alerts are done
   * @param nanoTime a clock such as {@link System#nanoTime}
   */
  AlertDispatcher(
      AlertSender sender,
      AlertOffsets offsets,
      UndeliveredAlerts undelivered,
      AlertMetrics metrics,
      LongSupplier nanoTime) {
    this.sender = sender;
    this.queue = new AlertQueue(nanoTime);
    this.offsets = offsets;
    this.undelivered = undelivered;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
    this.sendAt = nanoTime.getAsLong();
  }

  /** Adds alerts that were read. */
  void add(Iterable<ConsumerRecord<String, byte[]>> alerts) {
    for (ConsumerRecord<String, byte[]> alert : alerts) {
      offsets.read(partition(alert), alert.offset());
      queue.add(alert);
    }
  }

  /** Returns whether more alerts should be read. */
  boolean wantsMore() {
    return queue.ready() < ENOUGH_READY;
  }

  /** Returns whether an outcome may come at any moment. */
  boolean isBusy() {
    return queue.inFlight() > 0 || (queue.ready() > 0 && sender.isReady());
  }

  /** Sends the alerts that may be sent, and settles the outcomes. Waits at most 10 ms. */
  void work() throws InterruptedException {
    send();
    settle(queue.inFlight() > 0 ? LONGEST_WAIT : Duration.ZERO);
    queue.abandonLateAttempts();
    if (queue.abandoned() >= Math.max(1, sender.mostInFlight() / 2) && sender.isReady()) {
      // the client counts them as in flight until the connection ends
      sender.reconnect("the broker left " + queue.abandoned() + " events without an answer");
    }
    queue.takeGivenUp().forEach(this::giveUp);
    keepAgain();
    send();
    metrics.waiting(queue.size());
  }

  private void send() {
    while (sender.isReady() && nanoTime.getAsLong() - sendAt >= 0) {
      Attempt attempt = queue.next(sender.mostInFlight());
      if (attempt == null) {
        return;
      }
      CompletableFuture<PublishOutcome> outcome;
      try {
        outcome = sender.send(attempt.alert());
      } catch (RuntimeException e) {
        LOG.atError().setCause(e).log("the MQTT client failed to send an event");
        outcome = CompletableFuture.completedFuture(new Refused(e.toString()));
      }
      var unused = // the queue of outcomes gets the result
          outcome.whenComplete(
              (ended, failure) ->
                  outcomes.add(
                      () ->
                          settle(
                              attempt, failure == null ? ended : new Refused(failure.toString()))));
    }
  }

  private void settle(Duration wait) throws InterruptedException {
    Runnable outcome = outcomes.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
    while (outcome != null) {
      outcome.run();
      outcome = outcomes.poll();
    }
  }

  private void settle(Attempt attempt, PublishOutcome outcome) {
    if (outcome instanceof Sent) {
      queue.succeeded(attempt);
      offsets.done(partition(attempt.alert()), attempt.alert().offset());
      log.delivered(attempt.alert());
    } else if (outcome instanceof NotSent notSent) {
      queue.notSent(attempt);
      sendAt = nanoTime.getAsLong() + SEND_PAUSE.toNanos();
      LOG.debug("an event could not be sent: {}", notSent.reason());
    } else if (outcome instanceof ConnectionLost lost) {
      queue.connectionLost(attempt, lost.reason());
    } else if (outcome instanceof Refused refused) {
      queue.refused(attempt, refused.reason());
      log.failed(attempt.alert(), refused.reason());
    } else if (outcome instanceof Impossible impossible) {
      queue.impossible(attempt, impossible.reason());
    }
  }

  private void giveUp(GivenUp gone) {
    metrics.undelivered(gone.reason().code());
    log.givenUp(gone);
    keep(gone);
  }

  private void keep(GivenUp gone) {
    var unused = // the queue of outcomes gets the result
        undelivered
            .keep(gone)
            .whenComplete((nothing, failure) -> outcomes.add(() -> kept(gone, failure)));
  }

  private void kept(GivenUp gone, @Nullable Throwable failure) {
    if (failure != null && !(failure instanceof RecordTooLargeException)) {
      LOG.atWarn()
          .addKeyValue("device", String.valueOf(gone.alert().key()))
          .log(
              "Kafka did not keep an event that was given up, trying again: {}",
              failure.toString());
      notKept.add(gone);
      keepAt = nanoTime.getAsLong() + KEEP_PAUSE.toNanos();
      return;
    }
    if (failure != null) {
      LOG.atError()
          .addKeyValue("device", String.valueOf(gone.alert().key()))
          .addKeyValue("topic", gone.alert().topic())
          .addKeyValue("partition", gone.alert().partition())
          .addKeyValue("offset", gone.alert().offset())
          .log(
              "an event that was given up is too large for topics.undelivered"
                  + " (raise max.message.bytes of the topic), and stays in its own topic alone");
    }
    offsets.done(partition(gone.alert()), gone.alert().offset());
  }

  private void keepAgain() {
    if (!notKept.isEmpty() && nanoTime.getAsLong() - keepAt >= 0) {
      List<GivenUp> again = List.copyOf(notKept);
      notKept.clear();
      again.forEach(this::keep);
    }
  }

  /** Sends nothing more, and waits for the outcomes of the alerts that are on their way. */
  void finish(Duration longest) throws InterruptedException {
    long end = nanoTime.getAsLong() + longest.toNanos();
    settle(Duration.ZERO);
    while (queue.inFlight() > 0 && end - nanoTime.getAsLong() > 0) {
      settle(LONGEST_WAIT);
    }
  }

  /** Forgets the alerts of partitions that another instance reads from now on. */
  void forget(Collection<TopicPartition> revoked) {
    queue.forget(revoked);
    notKept.removeIf(gone -> revoked.contains(partition(gone.alert())));
  }

  private static TopicPartition partition(ConsumerRecord<String, byte[]> alert) {
    return new TopicPartition(alert.topic(), alert.partition());
  }
}
