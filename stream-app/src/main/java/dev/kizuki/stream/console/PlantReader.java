package dev.kizuki.stream.console;

import dev.kizuki.stream.config.Configuration.Topics;
import dev.kizuki.stream.event.ModelComparison;
import dev.kizuki.stream.event.ModelEvent;
import dev.kizuki.stream.incident.DeviceStatus;
import dev.kizuki.stream.incident.IncidentEvent;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.ServiceStatus;
import dev.kizuki.stream.limit.DeviceLimit;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topics of incidents, evidence, devices, services, limits and models, on a thread of its
 * own, into a {@link PlantView} and {@link Teaching}. It belongs to no group and reads all
 * partitions, so that each console sees the whole plant. It survives an outage of Kafka and tells
 * the view of it. A topic that does not exist, as with an older service, is looked for again.
 */
final class PlantReader implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PlantReader.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration ANSWER = Duration.ofSeconds(3);
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** The time between two questions for new partitions, which also show whether Kafka answers. */
  private static final Duration CHECK = Duration.ofSeconds(5);

  private static final long STOP_MS = 5000;

  private final Supplier<org.apache.kafka.clients.consumer.Consumer<String, byte[]>> consumers;
  private final Topics topics;
  private final PlantView view;
  private final Evidence evidence;
  private final Teaching teaching;
  private final Clock clock;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "console-reader");

  private org.apache.kafka.clients.consumer.@Nullable Consumer<String, byte[]> consumer;
  private final Set<TopicPartition> assigned = new HashSet<>();

  /** The ends of the partitions when the reading began; empty when they are reached. */
  private final Map<TopicPartition, Long> past = new HashMap<>();

  /** The topics that the user may not read. */
  private final Set<String> refused = new HashSet<>();

  private Instant nextCheck = Instant.MIN;
  private @Nullable Instant silentSince;

  PlantReader(
      Supplier<org.apache.kafka.clients.consumer.Consumer<String, byte[]>> consumers,
      Topics topics,
      PlantView view,
      Evidence evidence,
      Teaching teaching,
      Clock clock) {
    this.consumers = consumers;
    this.topics = topics;
    this.view = view;
    this.evidence = evidence;
    this.teaching = teaching;
    this.clock = clock;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (stopped.getCount() > 0) {
        if (!step()) {
          var unused = stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException | InterruptException | WakeupException e) {
      LOG.debug("the reader of the console stops");
    } finally {
      closeConsumer();
    }
  }

  /**
   * Reads what has come.
   *
   * @return false if it is too early to try again
   */
  boolean step() {
    try {
      var open = consumer == null ? consumers.get() : consumer;
      consumer = open;
      if (!clock.instant().isBefore(nextCheck)) {
        check(open);
        nextCheck = clock.instant().plus(CHECK);
      }
      if (assigned.isEmpty()) {
        return false;
      }
      open.poll(POLL).forEach(this::apply);
      noticeEnd(open);
      return true;
    } catch (InterruptException | WakeupException e) {
      throw e;
    } catch (KafkaException e) {
      outage(e);
      return false;
    }
  }

  private void check(org.apache.kafka.clients.consumer.Consumer<String, byte[]> open) {
    List<TopicPartition> fresh = new ArrayList<>();
    for (String topic :
        List.of(topics.incidents(), topics.evidence(), topics.devices(), topics.services())) {
      fresh.addAll(unassigned(open, topic));
    }
    for (String topic : List.of(topics.limits(), topics.comparisons(), topics.modelEvents())) {
      fresh.addAll(readable(open, topic));
    }
    if (!fresh.isEmpty()) {
      Map<TopicPartition, Long> ends = open.endOffsets(fresh, ANSWER);
      past.putAll(ends);
      assigned.addAll(fresh);
      open.assign(assigned);
      open.seekToBeginning(fresh);
      skipOldComparisons(open, ends);
    } else if (!assigned.isEmpty()) {
      // a question that only a broker can answer
      var unused = open.endOffsets(assigned, ANSWER);
    }
    silentSince = null;
    tell();
  }

  private List<TopicPartition> unassigned(
      org.apache.kafka.clients.consumer.Consumer<String, byte[]> open, String topic) {
    List<PartitionInfo> partitions = open.partitionsFor(topic, ANSWER);
    return (partitions == null ? List.<PartitionInfo>of() : partitions)
        .stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .filter(partition -> !assigned.contains(partition))
            .toList();
  }

  /** The page works without these topics, so a missing right must not stop it. */
  private List<TopicPartition> readable(
      org.apache.kafka.clients.consumer.Consumer<String, byte[]> open, String topic) {
    try {
      return unassigned(open, topic);
    } catch (AuthorizationException e) {
      if (refused.add(topic)) {
        LOG.atWarn()
            .addKeyValue("topic", topic)
            .log("the page shows nothing of a topic, because the user may not READ it");
      }
      return List.of();
    }
  }

  /** A plant may write one comparison a second and device; the page shows the latest ones. */
  private void skipOldComparisons(
      org.apache.kafka.clients.consumer.Consumer<String, byte[]> open,
      Map<TopicPartition, Long> ends) {
    ends.forEach(
        (partition, end) -> {
          if (partition.topic().equals(topics.comparisons())) {
            long first = open.position(partition, ANSWER);
            open.seek(partition, Math.max(first, end - Comparisons.MOST));
          }
        });
  }

  private void tell() {
    if (assigned.isEmpty()) {
      view.outage(
          "Kafka has no topic '%s': start the service with incidents.enabled, or check topics.incidents"
              .formatted(topics.incidents()));
    } else if (!past.isEmpty()) {
      view.outage("the console reads what Kafka holds: wait a moment");
    } else {
      view.outage("");
    }
  }

  private void noticeEnd(org.apache.kafka.clients.consumer.Consumer<String, byte[]> open) {
    if (!past.isEmpty()
        && past.entrySet().removeIf(end -> open.position(end.getKey(), ANSWER) >= end.getValue())
        && past.isEmpty()
        && silentSince == null) {
      tell();
    }
  }

  private void outage(KafkaException e) {
    if (silentSince == null) {
      silentSince = clock.instant().truncatedTo(ChronoUnit.SECONDS);
      LOG.atWarn()
          .addKeyValue("reason", String.valueOf(e.getMessage()))
          .log("the console cannot read Kafka; it tries again");
    }
    view.outage(
        "Kafka has not answered the console since %s, so this page may be old: check the brokers and kafka.bootstrapServers"
            .formatted(silentSince));
    if (!(e instanceof org.apache.kafka.common.errors.RetriableException)) {
      closeConsumer();
    }
  }

  /** A new consumer reads everything again, which changes nothing in the view. */
  private void closeConsumer() {
    if (consumer != null) {
      consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ZERO));
      consumer = null;
      assigned.clear();
      past.clear();
    }
  }

  private void apply(ConsumerRecord<String, byte[]> record) {
    if (record.key() == null) {
      return;
    }
    try {
      String topic = record.topic();
      if (topic.equals(topics.evidence())) {
        applyEvidence(record);
      } else if (topic.equals(topics.incidents())) {
        applyJson(
            record,
            IncidentEvent.class,
            event -> view.incident(event.data().incident()),
            view::removeIncident);
      } else if (topic.equals(topics.limits())) {
        applyJson(record, DeviceLimit.class, teaching.limits()::put, teaching.limits()::remove);
      } else if (topic.equals(topics.comparisons())) {
        RecordPlace place = new RecordPlace(topic, record.partition(), record.offset());
        applyJson(
            record,
            ModelComparison.class,
            comparison -> teaching.comparisons().add(place, comparison),
            key -> {});
      } else if (topic.equals(topics.modelEvents())) {
        applyJson(record, ModelEvent.class, teaching.events()::add, key -> {});
      } else if (topic.equals(topics.devices())) {
        applyJson(record, DeviceStatus.class, view::device, view::removeDevice);
      } else {
        applyJson(record, ServiceStatus.class, view::service, view::removeService);
      }
    } catch (RuntimeException e) {
      // the topic may hold anything; one wrong record must not stop the page
      LOG.atWarn()
          .addKeyValue("topic", record.topic())
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .log("a record is skipped, because it cannot be read: {}", e.getMessage());
    }
  }

  private static <T> void applyJson(
      ConsumerRecord<String, byte[]> record,
      Class<T> type,
      Consumer<T> takes,
      Consumer<String> removes) {
    if (record.value() == null) {
      removes.accept(record.key());
    } else {
      takes.accept(IncidentJson.read(record.value(), type));
    }
  }

  private void applyEvidence(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      evidence.remove(record.key());
    } else {
      evidence.put(
          record.key(), new RecordPlace(record.topic(), record.partition(), record.offset()));
    }
  }

  @Override
  public void close() {
    stopped.countDown();
    try {
      thread.join(STOP_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
