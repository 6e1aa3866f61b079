package dev.kizuki.stream.standin;

import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.ServiceStatus;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** Reads the reports of all instances. Used by one thread. */
final class StatusReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StatusReader.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  /** New partitions are noticed after this many reads. */
  private static final int READS_BETWEEN_CHECKS = 30;

  private final Supplier<org.apache.kafka.clients.consumer.Consumer<String, byte[]>> consumers;
  private final String topic;
  private final Set<TopicPartition> assigned = new HashSet<>();
  private org.apache.kafka.clients.consumer.@Nullable Consumer<String, byte[]> consumer;
  private int reads;
  private boolean fails;

  /** Takes the reports. */
  interface Reports {
    /**
     * @param offset the place of the report in its partition
     */
    void came(ServiceStatus status, long offset);
  }

  /**
   * @param consumers makes consumers without a group; this object closes them
   */
  StatusReader(
      Supplier<org.apache.kafka.clients.consumer.Consumer<String, byte[]>> consumers,
      String topic) {
    this.consumers = consumers;
    this.topic = topic;
  }

  /**
   * Reads what has come. If Kafka cannot be read, this logs it once and returns.
   *
   * @param deleted takes the instances whose reports were deleted
   */
  void read(Reports reports, Consumer<String> deleted) {
    try {
      var open = consumer == null ? consumers.get() : consumer;
      consumer = open;
      if (reads++ % READS_BETWEEN_CHECKS == 0) {
        assign(open);
      }
      if (!assigned.isEmpty()) {
        open.poll(POLL).forEach(record -> apply(record, reports, deleted));
      }
      fails = false;
    } catch (InterruptException e) {
      Thread.currentThread().interrupt();
    } catch (KafkaException e) {
      if (!fails) {
        LOG.atWarn()
            .addKeyValue("topic", topic)
            .log(
                "the reports of the other instances cannot be read, so this instance stands in for"
                    + " no further one: {}",
                e.toString());
      }
      fails = true;
      close();
    }
  }

  private void assign(org.apache.kafka.clients.consumer.Consumer<String, byte[]> open) {
    List<TopicPartition> fresh =
        open.partitionsFor(topic, ANSWER).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .filter(assigned::add)
            .toList();
    if (!fresh.isEmpty()) {
      open.assign(assigned);
      open.seekToBeginning(fresh);
    }
  }

  private static void apply(
      ConsumerRecord<String, byte[]> record, Reports reports, Consumer<String> deleted) {
    if (record.key() == null) {
      return;
    }
    if (record.value() == null) {
      deleted.accept(record.key());
      return;
    }
    try {
      reports.came(IncidentJson.read(record.value(), ServiceStatus.class), record.offset());
    } catch (JacksonException | IllegalArgumentException e) {
      // the topic may hold anything
      LOG.atWarn()
          .addKeyValue("topic", record.topic())
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .log("a record is skipped, because it cannot be read: {}", e.getMessage());
    }
  }

  /** Closes the consumer. The next read opens another one and reads everything again. */
  @Override
  public void close() {
    if (consumer != null) {
      consumer.close(CloseOptions.timeout(Duration.ZERO));
      consumer = null;
    }
    assigned.clear();
    reads = 0;
  }
}
