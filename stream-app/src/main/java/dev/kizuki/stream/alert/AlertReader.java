package dev.kizuki.stream.alert;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads alerts or incidents from Kafka, has them published, and commits their offsets. An offset is
 * committed only after every alert before it is done. Reading pauses while enough alerts wait. Not
 * thread-safe, as the consumer.
 */
final class AlertReader {
  private static final Logger LOG = LoggerFactory.getLogger(AlertReader.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration FINISH_TIMEOUT = Duration.ofSeconds(2);

  /** A commit takes about as long as an alert, so that not every poll is followed by one. */
  static final Duration COMMIT_INTERVAL = Duration.ofSeconds(1);

  private final Consumer<String, byte[]> consumer;
  private final OutboxRecords records;
  private final AlertDispatcher dispatcher;
  private final AlertOffsets offsets;
  private final LongSupplier nanoTime;

  /** The first offset that is published, of partitions that are read from their beginning. */
  private final Map<TopicPartition, Long> firstPublished = new HashMap<>();

  private final Set<TopicPartition> toRewind = new HashSet<>();
  private long lastCommit;

  /**
   * @param consumer a consumer without automatic commits
   * @param records turns the records into what is published
   * @param offsets the same object that the dispatcher has
   * @param nanoTime a clock such as {@link System#nanoTime}
   */
  AlertReader(
      Consumer<String, byte[]> consumer,
      OutboxRecords records,
      AlertDispatcher dispatcher,
      AlertOffsets offsets,
      LongSupplier nanoTime) {
    this.consumer = consumer;
    this.records = records;
    this.dispatcher = dispatcher;
    this.offsets = offsets;
    this.nanoTime = nanoTime;
    this.lastCommit = nanoTime.getAsLong();
  }

  /** Begins to publish at the last committed offsets. */
  void subscribe(String topic) {
    consumer.subscribe(
        List.of(topic),
        new ConsumerRebalanceListener() {
          @Override
          public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            finish();
            dispatcher.forget(partitions);
            offsets.forget(partitions);
            records.forget(partitions);
            firstPublished.keySet().removeAll(partitions);
            toRewind.removeAll(partitions);
          }

          @Override
          public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (records.needsHistory()) {
              toRewind.addAll(partitions);
              rewind();
            }
          }
        });
  }

  /**
   * Reads new partitions from their beginning. If Kafka does not answer, they wait for the next
   * call, before the next poll.
   */
  private void rewind() {
    for (TopicPartition partition : List.copyOf(toRewind)) {
      firstPublished.put(partition, consumer.position(partition));
      consumer.seekToBeginning(List.of(partition));
      toRewind.remove(partition);
    }
  }

  private void take(Iterable<ConsumerRecord<String, byte[]>> polled) {
    List<ConsumerRecord<String, byte[]>> published = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : polled) {
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      ConsumerRecord<String, byte[]> next = records.next(record);
      if (record.offset() < firstPublished.getOrDefault(partition, 0L)) {
        continue;
      }
      if (next == null) {
        offsets.read(partition, record.offset());
        offsets.done(partition, record.offset());
      } else {
        published.add(next);
      }
    }
    dispatcher.add(published);
  }

  /**
   * Polls once, sends the alerts that may be sent, and settles the outcomes that came.
   *
   * @throws WakeupException if the consumer was woken up
   * @throws KafkaException if Kafka cannot be read or a commit fails
   */
  void publishNext() throws InterruptedException {
    try {
      rewind();
      if (dispatcher.wantsMore()) {
        consumer.resume(consumer.paused());
      } else {
        consumer.pause(consumer.assignment());
      }
      take(consumer.poll(dispatcher.isBusy() ? Duration.ZERO : POLL));
    } finally {
      dispatcher.work();
    }
    commitIfDue();
  }

  private void commitIfDue() {
    if (nanoTime.getAsLong() - lastCommit <= COMMIT_INTERVAL.toNanos()) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> done = offsets.toCommit();
    if (!done.isEmpty()) {
      consumer.commitSync(done);
      offsets.committed(done);
    }
    lastCommit = nanoTime.getAsLong();
  }

  /** Waits for the outcomes of the alerts that are on their way, and commits what is done. */
  void finish() {
    try {
      dispatcher.finish(FINISH_TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    commit();
  }

  /**
   * Commits what is done, before the thread ends or another instance takes partitions over. If this
   * fails, the alerts since the last commit are published again.
   */
  private void commit() {
    Map<TopicPartition, OffsetAndMetadata> done = offsets.toCommit();
    if (done.isEmpty()) {
      return;
    }
    try {
      commitDespiteWakeup(done);
      offsets.committed(done);
    } catch (KafkaException e) {
      LOG.atWarn().log("the commit failed; some alerts will be published twice: {}", e.toString());
    }
  }

  private void commitDespiteWakeup(Map<TopicPartition, OffsetAndMetadata> done) {
    try {
      consumer.commitSync(done, COMMIT_TIMEOUT);
    } catch (WakeupException e) {
      // this wakeup was meant for poll(); retry the commit once
      consumer.commitSync(done, COMMIT_TIMEOUT);
    }
  }
}
