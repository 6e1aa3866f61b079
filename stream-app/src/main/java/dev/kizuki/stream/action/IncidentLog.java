package dev.kizuki.stream.action;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.incident.IncidentEvent;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.OperatorAction;
import dev.kizuki.stream.kafka.KafkaSettings;
import dev.kizuki.stream.lifecycle.ServiceException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import tools.jackson.core.JacksonException;

/**
 * The topic of incidents as a tool reads it: from its beginning, without a consumer group. Also
 * writes actions and waits for what they change. Not thread-safe.
 */
public final class IncidentLog implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private final Configuration configuration;
  private final Consumer<String, byte[]> consumer;
  private final ActionWriter writer;
  private final Map<String, IncidentEvent> latest = new LinkedHashMap<>();

  /**
   * @throws dev.kizuki.stream.config.ConfigurationException if a certificate or password file
   *     cannot be used
   */
  public static IncidentLog open(Configuration configuration) {
    KafkaSettings kafka = new KafkaSettings(configuration);
    return new IncidentLog(
        configuration,
        new KafkaConsumer<>(kafka.reader("-tool")),
        new ActionWriter(
            new KafkaProducer<>(kafka.actionProducer()), configuration.topics().actions()));
  }

  /** Takes the clients, and closes them. */
  public IncidentLog(
      Configuration configuration, Consumer<String, byte[]> consumer, ActionWriter writer) {
    this.configuration = configuration;
    this.consumer = consumer;
    this.writer = writer;
  }

  /**
   * Reads from the beginning to the end that the topic has now.
   *
   * @return the last event of each incident
   * @throws ServiceException if Kafka does not answer
   */
  public Collection<IncidentEvent> read() {
    String topic = configuration.topics().incidents();
    try {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic, TIMEOUT).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, TIMEOUT);
      while (!hasReached(ends)) {
        poll();
      }
      return List.copyOf(latest.values());
    } catch (KafkaException e) {
      throw new ServiceException(
          "The topic '%s' at %s cannot be read: %s (check kafka.bootstrapServers, and that the user"
                  .formatted(topic, configuration.kafka().bootstrapServers(), e.getMessage())
              + " may READ the topic)",
          e);
    }
  }

  private boolean hasReached(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey(), TIMEOUT) >= end.getValue());
  }

  private void poll() {
    for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
      if (record.value() == null) {
        latest.remove(record.key());
        continue;
      }
      try {
        IncidentEvent event = IncidentJson.read(record.value(), IncidentEvent.class);
        latest.put(event.data().incident().id(), event);
      } catch (JacksonException | IllegalArgumentException e) {
        throw new ServiceException(
            "The record %s-%d@%d is no event of an incident (topics.incidents): %s"
                .formatted(record.topic(), record.partition(), record.offset(), e.getMessage()),
            e);
      }
    }
  }

  /**
   * Finds an incident among those that were read.
   *
   * @param prefix the id or its beginning
   * @throws IllegalArgumentException if no incident or several begin with it
   */
  public IncidentEvent find(String prefix) {
    List<String> ids = latest.keySet().stream().filter(id -> id.startsWith(prefix)).toList();
    if (ids.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no incident %s; 'kizuki incidents list --state all' lists them"
              .formatted(prefix));
    }
    if (ids.size() > 1 && !ids.contains(prefix)) {
      throw new IllegalArgumentException(
          "%d incidents begin with %s: %s; give more digits".formatted(ids.size(), prefix, ids));
    }
    return Objects.requireNonNull(latest.get(ids.size() == 1 ? ids.get(0) : prefix));
  }

  /**
   * Writes an action and waits for the change that it makes.
   *
   * @param device the device of the incident; for the kind group, the line
   * @param longest the longest wait for the change
   * @return the event of the change; empty if none came
   * @throws ServiceException if Kafka does not take the action
   */
  public Optional<IncidentEvent> act(String device, OperatorAction action, Duration longest) {
    try {
      writer.write(device, action).get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new ServiceException(
          "Kafka did not take the action (topics.actions '%s'): %s"
              .formatted(configuration.topics().actions(), e.getCause() == null ? e : e.getCause()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceException("interrupted while writing the action", e);
    }
    long end = System.nanoTime() + longest.toNanos();
    while (System.nanoTime() - end < 0) {
      poll();
      IncidentEvent event = latest.get(action.incident());
      if (event != null && holds(event, action.id())) {
        return Optional.of(event);
      }
    }
    return Optional.empty();
  }

  private static boolean holds(IncidentEvent event, String action) {
    return event.data().incident().log().stream().anyMatch(entry -> action.equals(entry.action()));
  }

  @Override
  public void close() {
    consumer.close();
    writer.close();
  }
}
