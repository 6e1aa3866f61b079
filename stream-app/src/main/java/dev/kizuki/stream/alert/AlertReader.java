package dev.kizuki.stream.alert;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads alerts from Kafka, has them published, and commits their offsets. An offset is committed
 * only after every alert before it is done. Not thread-safe, as the consumer.
 */
final class AlertReader {
  private static final Logger LOG = LoggerFactory.getLogger(AlertReader.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(2);

  /** A commit takes about as long as an alert, so that not every poll is followed by one. */
  static final Duration COMMIT_INTERVAL = Duration.ofSeconds(1);

  private final Consumer<String, byte[]> consumer;
  private final AlertWindow window;
  private final AlertOffsets offsets;
  private final LongSupplier nanoTime;
  private boolean uncommitted;
  private long lastCommit;

  /**
   * @param consumer a consumer without automatic commits
   * @param offsets the same object that the window has
   * @param nanoTime a clock such as {@link System#nanoTime}
   */
  AlertReader(
      Consumer<String, byte[]> consumer,
      AlertWindow window,
      AlertOffsets offsets,
      LongSupplier nanoTime) {
    this.consumer = consumer;
    this.window = window;
    this.offsets = offsets;
    this.nanoTime = nanoTime;
    this.lastCommit = nanoTime.getAsLong();
  }

  /** Begins to read at the last committed offsets. */
  void subscribe(String topic) {
    consumer.subscribe(
        List.of(topic),
        new ConsumerRebalanceListener() {
          @Override
          public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            commit();
            offsets.forget(partitions);
          }

          @Override
          public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            // reading begins at the last committed offsets
          }
        });
  }

  /**
   * Polls once and publishes the alerts. Partitions with an alert that must be published again are
   * read again from there.
   *
   * @return whether all alerts are done
   * @throws WakeupException if the consumer was woken up
   * @throws KafkaException if Kafka cannot be read or a commit fails
   */
  boolean publishNext() throws InterruptedException {
    ConsumerRecords<String, byte[]> alerts = consumer.poll(POLL);
    Map<TopicPartition, Long> readAgain;
    try {
      window.publish(alerts);
    } finally {
      readAgain = offsets.endPoll();
      readAgain.forEach(consumer::seek);
    }
    uncommitted |= !alerts.isEmpty();
    commitIfDue();
    return readAgain.isEmpty();
  }

  private void commitIfDue() {
    if (uncommitted && nanoTime.getAsLong() - lastCommit > COMMIT_INTERVAL.toNanos()) {
      consumer.commitSync();
      uncommitted = false;
      lastCommit = nanoTime.getAsLong();
    }
  }

  /**
   * Commits what is done, before the thread ends or another instance takes partitions over. If this
   * fails, the alerts since the last commit are published again.
   */
  void commit() {
    try {
      commitDespiteWakeup();
    } catch (KafkaException e) {
      LOG.atWarn().log("the commit failed; some alerts will be published twice: {}", e.toString());
    }
  }

  private void commitDespiteWakeup() {
    try {
      consumer.commitSync(COMMIT_TIMEOUT);
    } catch (WakeupException e) {
      // this wakeup was meant for poll(); retry the commit once
      consumer.commitSync(COMMIT_TIMEOUT);
    }
  }
}
