package dev.kizuki.stream.evidence;

import dev.kizuki.evidence.Evidence;
import dev.kizuki.evidence.Explanation;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentEvent;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.Sighting;
import dev.kizuki.stream.kafka.RecordGoneException;
import dev.kizuki.stream.kafka.RecordReader;
import dev.kizuki.stream.metrics.EvidenceMetrics;
import dev.kizuki.stream.models.DeviceExplainer;
import dev.kizuki.stream.models.DeviceExplainer.Explained;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Writes a heat map for the worst image of each incident. It reads the topic of incidents on a
 * thread of its own, so that no stream thread waits for a map. An offset is committed after its map
 * is written.
 */
public final class EvidencePublisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EvidencePublisher.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration COMMIT_INTERVAL = Duration.ofSeconds(1);
  private static final long STOP_TIMEOUT_MS = 5000;

  private final Topics topics;
  private final Consumer<String, byte[]> consumer;
  private final Producer<String, byte[]> producer;
  private final RecordReader images;
  private final DeviceExplainer explainer;
  private final EvidenceMetrics metrics;
  private final LongSupplier nanoTime;
  private final PendingEvidence pending = new PendingEvidence();
  private final Thread thread = new Thread(this::run, "evidence");
  private Map<TopicPartition, OffsetAndMetadata> committed = Map.of();
  private long committedNanos;
  private volatile boolean closed;

  /** The names of the topics of incidents and of evidence. */
  public record Topics(String incidents, String evidence) {}

  /**
   * This object closes the consumer, the producer, the reader and the explainer.
   *
   * @param consumer a consumer without automatic commits
   * @param images reads the images of incidents
   * @param nanoTime a clock such as {@link System#nanoTime}
   */
  public EvidencePublisher(
      Topics topics,
      Consumer<String, byte[]> consumer,
      Producer<String, byte[]> producer,
      RecordReader images,
      DeviceExplainer explainer,
      EvidenceMetrics metrics,
      LongSupplier nanoTime) {
    this.topics = topics;
    this.consumer = consumer;
    this.producer = producer;
    this.images = images;
    this.explainer = explainer;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
    this.committedNanos = nanoTime.getAsLong() - COMMIT_INTERVAL.toNanos();
  }

  /** Starts the thread. */
  public void start() {
    thread.start();
  }

  private void run() {
    try (consumer;
        producer;
        images;
        explainer) {
      subscribe();
      while (!closed) {
        work();
      }
    } catch (InterruptedException | InterruptException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Subscribes to the topic of incidents. */
  void subscribe() {
    consumer.subscribe(
        List.of(topics.incidents()),
        new ConsumerRebalanceListener() {
          @Override
          public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            pending.forget(List.copyOf(partitions));
          }

          @Override
          public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            // reading begins at the last committed offsets
          }
        });
  }

  private void work() throws InterruptedException {
    try {
      workOnce();
    } catch (WakeupException e) {
      LOG.debug("the consumer was woken up to stop");
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.atWarn()
          .addKeyValue("topic", topics.incidents())
          .log("heat maps cannot be read or written, trying again: {}", e.toString());
      Thread.sleep(PAUSE.toMillis());
    }
  }

  /** Reads incidents once, and writes the maps that are due. */
  void workOnce() throws InterruptedException {
    for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
      read(record)
          .ifPresent(
              incident ->
                  pending.add(
                      incident,
                      new TopicPartition(record.topic(), record.partition()),
                      record.offset()));
    }
    long now = nanoTime.getAsLong();
    for (Optional<Incident> next = pending.next(now);
        next.isPresent() && !closed;
        next = pending.next(now)) {
      write(next.get());
      pending.done(next.get(), nanoTime.getAsLong());
      now = nanoTime.getAsLong();
    }
    commit();
  }

  /** An incident of another version of the service may not be readable; it gets no map. */
  private static Optional<Incident> read(ConsumerRecord<String, byte[]> record) {
    if (record.value() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(IncidentJson.read(record.value(), IncidentEvent.class).data().incident());
    } catch (JacksonException | IllegalArgumentException e) {
      LOG.atWarn()
          .addKeyValue("offset", record.offset())
          .log("an incident cannot be read and gets no heat map: {}", e.getMessage());
      return Optional.empty();
    }
  }

  private void write(Incident incident) throws InterruptedException {
    Sighting worst = incident.worst();
    if (worst == null) {
      return;
    }
    ImageReference place = worst.image();
    try {
      byte[] image = images.read(place.topic(), place.partition(), place.offset()).value();
      long start = nanoTime.getAsLong();
      Optional<Explained> explained =
          explainer.explain(incident.device(), image, worst.model(), worst.threshold());
      if (explained.isPresent() && explained.get().explanation() instanceof Evidence evidence) {
        metrics.made(nanoTime.getAsLong() - start);
        send(
            EvidenceRecords.of(
                topics.evidence(), incident, place.sha256(), explained.get(), evidence));
      } else {
        metrics.impossible();
        LOG.atInfo()
            .addKeyValue("device", incident.device())
            .log("the worst image of an incident has no heat map: {}", reason(explained));
      }
    } catch (RecordGoneException e) {
      metrics.impossible();
      LOG.atInfo()
          .addKeyValue("device", incident.device())
          .log("the worst image of an incident has no heat map: {}", e.getMessage());
    } catch (KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      // one image must not end the maps of all others
      metrics.impossible();
      LOG.atError()
          .setCause(e)
          .addKeyValue("device", incident.device())
          .log("the model failed on the worst image of an incident, so it gets no heat map");
    }
  }

  private static String reason(Optional<Explained> explained) {
    return explained
        .filter(each -> each.explanation() instanceof Explanation.Rejected)
        .map(each -> ((Explanation.Rejected) each.explanation()).rejection().detail())
        .orElse("no model serves the device now");
  }

  private void send(List<ProducerRecord<String, byte[]>> records) throws InterruptedException {
    for (ProducerRecord<String, byte[]> record : records) {
      try {
        producer.send(record).get();
      } catch (ExecutionException e) {
        throw e.getCause() instanceof KafkaException kafka
            ? kafka
            : new KafkaException(e.getCause());
      }
    }
  }

  /** Commits at most once a second, and only what changed. */
  private void commit() {
    long now = nanoTime.getAsLong();
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (TopicPartition partition : consumer.assignment()) {
      long position = consumer.position(partition);
      offsets.put(
          partition, new OffsetAndMetadata(pending.firstOffset(partition).orElse(position)));
    }
    if (!offsets.isEmpty()
        && !offsets.equals(committed)
        && now - committedNanos >= COMMIT_INTERVAL.toNanos()) {
      committed = offsets;
      committedNanos = now;
      consumer.commitAsync(offsets, (same, failure) -> committed(failure));
    }
  }

  /**
   * Called on this thread. A commit fails in every rebalance; the next one brings it up to date.
   */
  private void committed(@Nullable Exception failure) {
    if (failure != null) {
      committed = Map.of();
      LOG.debug(
          "the offsets of heat maps were not committed, trying again: {}", failure.toString());
    }
  }

  /** Stops within 5 s. A map that is not written yet is written by the next start. */
  @Override
  public void close() {
    closed = true;
    if (thread.getState() == Thread.State.NEW) {
      consumer.close();
      producer.close();
      images.close();
      explainer.close();
      return;
    }
    consumer.wakeup();
    try {
      thread.join(STOP_TIMEOUT_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
