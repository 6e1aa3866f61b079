package dev.kizuki.stream.alert;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kizuki.stream.event.ImageHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka topic of alerts in memory, with its consumer. Other than a plain {@link MockConsumer} it
 * keeps the records, so that they can be read again after a seek.
 */
final class AlertLog extends MockConsumer<String, byte[]> {
  static final String TOPIC = "anomalies";
  static final TopicPartition FIRST = new TopicPartition(TOPIC, 0);
  static final TopicPartition SECOND = new TopicPartition(TOPIC, 1);
  private static final Duration EMPTY_POLL = Duration.ofMillis(1);

  private final List<ConsumerRecord<String, byte[]>> log = new ArrayList<>();
  private final Map<TopicPartition, Long> committed = new HashMap<>();
  private final Map<TopicPartition, Long> resumeAt = new HashMap<>();
  private final CountDownLatch wokenUp = new CountDownLatch(1);
  private volatile boolean pollsFail;
  private volatile boolean pollsWait;
  private volatile boolean isWaiting;
  private int wakeupsAtCommit;
  private int commits;

  AlertLog() {
    super("earliest");
    updateBeginningOffsets(Map.of(FIRST, 0L, SECOND, 0L));
  }

  /** Gives the consumer both partitions when it polls next. */
  void assignBoth() {
    assign(FIRST, SECOND);
  }

  /** Gives the consumer exactly these partitions when it polls next. */
  void assign(TopicPartition... partitions) {
    schedulePollTask(() -> rebalance(Arrays.asList(partitions)));
  }

  synchronized void append(String device, String... values) {
    for (String value : values) {
      append(FIRST, device, value.getBytes(UTF_8));
    }
  }

  /** Appends the verdict on a canary of the first model. */
  synchronized void appendCanary(String name, String value) {
    append(name, value);
    ImageHeaders.set(log.get(log.size() - 1).headers(), ImageHeaders.CANARY, "0");
  }

  synchronized void append(
      TopicPartition partition, @Nullable String device, byte @Nullable [] value) {
    long offset = log.stream().filter(alert -> alert.partition() == partition.partition()).count();
    log.add(
        new ConsumerRecord<String, byte[]>(TOPIC, partition.partition(), offset, device, value));
  }

  /** The next commits are interrupted by a wakeup. */
  synchronized void wakeUpCommits(int count) {
    wakeupsAtCommit = count;
  }

  /** Another instance committed this offset before; the test double forgets it at a rebalance. */
  synchronized void committedBefore(TopicPartition partition, long offset) {
    committed.put(partition, offset);
    resumeAt.put(partition, offset);
  }

  @Override
  public synchronized long position(TopicPartition partition) {
    Long offset = resumeAt.remove(partition);
    return offset == null ? super.position(partition) : offset;
  }

  /** Lets all polls fail, or lets them succeed again. */
  void failPolls(boolean fail) {
    pollsFail = fail;
  }

  /** Lets all polls wait until the consumer is woken up, as a real one does for its timeout. */
  void waitInPolls() {
    pollsWait = true;
  }

  /** Whether a poll waits to be woken up. */
  boolean isWaiting() {
    return isWaiting;
  }

  @Override
  public synchronized void wakeup() {
    wokenUp.countDown();
    super.wakeup();
  }

  /** How often offsets were committed. */
  synchronized int commits() {
    return commits;
  }

  /** The offset where another instance would begin to read. */
  synchronized long committed(TopicPartition partition) {
    return committed.getOrDefault(partition, 0L);
  }

  /** The values in a partition, whether they were read or not. */
  synchronized List<String> values(TopicPartition partition) {
    return log.stream()
        .filter(alert -> alert.partition() == partition.partition() && alert.value() != null)
        .map(alert -> new String(alert.value(), UTF_8))
        .collect(Collectors.toList());
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // it must not wait under the lock
  public ConsumerRecords<String, byte[]> poll(Duration timeout) {
    if (pollsFail) {
      throw new KafkaException("the broker is away");
    }
    if (pollsWait) {
      isWaiting = true;
      try {
        wokenUp.await();
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
    }
    offerRecords();
    ConsumerRecords<String, byte[]> alerts = super.poll(timeout);
    if (alerts.isEmpty()) {
      // a real consumer waits, too
      LockSupport.parkNanos(EMPTY_POLL.toNanos());
    }
    return alerts;
  }

  private synchronized void offerRecords() {
    for (ConsumerRecord<String, byte[]> alert : log) {
      TopicPartition partition = new TopicPartition(TOPIC, alert.partition());
      boolean reads = assignment().contains(partition) && !paused().contains(partition);
      if (reads && alert.offset() >= position(partition)) {
        addRecord(alert);
      }
    }
  }

  @Override
  public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
    super.commitSync(offsets);
    noteCommit(offsets);
  }

  @Override
  public synchronized void commitSync(
      Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
    if (wakeupsAtCommit > 0) {
      wakeupsAtCommit--;
      throw new WakeupException();
    }
    super.commitSync(offsets, timeout);
    noteCommit(offsets);
  }

  /** A closed consumer does not tell what was committed. */
  private void noteCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
    commits++;
    offsets.forEach((partition, position) -> committed.put(partition, position.offset()));
  }
}
