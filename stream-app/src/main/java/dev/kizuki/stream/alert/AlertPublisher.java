package dev.kizuki.stream.alert;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.event.CanaryDevice;
import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.metrics.AlertMetrics;
import dev.kizuki.stream.mqtt.MqttAccess;
import dev.kizuki.stream.mqtt.MqttConnection;
import dev.kizuki.stream.mqtt.MqttPort;
import dev.kizuki.stream.mqtt.MqttSettings;
import dev.kizuki.stream.mqtt.Publication;
import dev.kizuki.stream.mqtt.RefusedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Alerts from Kafka to MQTT. The Kafka topic is the outbox: an offset is committed after the MQTT
 * broker acknowledged the alert, so an alert is published at least once, whichever side was away.
 */
public final class AlertPublisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertPublisher.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration COMMIT_INTERVAL = Duration.ofSeconds(1);
  private static final Pattern NOT_IN_A_TOPIC = Pattern.compile("[+#\\x00]");
  private static final Duration PUBLISH_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(2);

  private final String kafkaTopic;
  private final DeviceTopic mqttTopic;
  private final Consumer<String, byte[]> consumer;
  private final MqttConnection connection;
  private final AlertMetrics metrics;
  private final Thread thread;

  /** Offsets that were published although one before them was not. */
  private final Map<TopicPartition, Set<Long>> ahead = new HashMap<>();

  private boolean uncommitted;
  private long lastCommit = System.nanoTime();
  private volatile boolean working = true;
  private volatile boolean closed;

  /**
   * @param consumer without automatic commits; closed by this
   */
  public AlertPublisher(
      Configuration configuration,
      MqttPort port,
      Consumer<String, byte[]> consumer,
      AlertMetrics metrics) {
    this.kafkaTopic = configuration.topics().anomalies();
    this.mqttTopic = new DeviceTopic(configuration.mqtt().anomalies());
    this.consumer = consumer;
    this.metrics = metrics;
    this.connection =
        new MqttConnection(
            port,
            MqttSettings.transientSession(
                MqttAccess.of(configuration.mqtt()), configuration.mqtt().clientId() + "-alerts"),
            "",
            MqttConnection.Receiver.none());
    this.thread = new Thread(this::run, "alert-publisher");
    metrics.bind(this::isReady);
  }

  public void start() {
    connection.start();
    thread.start();
  }

  /** Whether it is connected, and its thread lives. */
  public boolean isReady() {
    return connection.isReady() && thread.isAlive() && working;
  }

  private void run() {
    ConsumerRebalanceListener leaving =
        new ConsumerRebalanceListener() {
          @Override
          public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            commit();
            ahead.clear();
          }

          @Override
          public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            // begins where the last commit was
          }
        };
    try (consumer) {
      consumer.subscribe(List.of(kafkaTopic), leaving);
      while (!closed) {
        try {
          publish(consumer.poll(POLL));
          working = true;
        } catch (WakeupException e) {
          LOG.debug("woken up to stop");
        } catch (RuntimeException e) {
          working = false;
          LOG.atWarn().addKeyValue("topic", kafkaTopic).log("alerts wait: {}", e.toString());
          Thread.sleep(PAUSE.toMillis());
        }
      }
      commit();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Publishes all in order and then waits for the broker; from the first that it did not take, each
   * partition is read again later.
   */
  private void publish(ConsumerRecords<String, byte[]> alerts) throws InterruptedException {
    Map<TopicPartition, Long> unpublished = new HashMap<>();
    try {
      List<Sending> publications = new ArrayList<>();
      for (ConsumerRecord<String, byte[]> alert : alerts) {
        if (publications.size() == connection.mostInFlight()) {
          settle(publications, unpublished);
        }
        publish(alert).ifPresent(publications::add);
      }
      settle(publications, unpublished);
    } catch (RuntimeException e) {
      for (TopicPartition partition : alerts.partitions()) {
        unpublished.putIfAbsent(partition, alerts.records(partition).get(0).offset());
      }
      unpublished.forEach(consumer::seek);
      throw e;
    }
    unpublished.forEach(consumer::seek);
    commitNowAndThen(!alerts.isEmpty());
    if (!unpublished.isEmpty() && !closed) {
      Thread.sleep(PAUSE.toMillis());
    }
  }

  /** Waits for what is on its way, and notes what is to be read again. */
  private void settle(List<Sending> publications, Map<TopicPartition, Long> unpublished)
      throws InterruptedException {
    long deadline = System.nanoTime() + PUBLISH_TIMEOUT.toNanos();
    for (Sending publication : publications) {
      ConsumerRecord<String, byte[]> alert = publication.alert;
      TopicPartition partition = new TopicPartition(alert.topic(), alert.partition());
      if (!publication.isDone(deadline, metrics)) {
        unpublished.putIfAbsent(partition, alert.offset());
      } else if (unpublished.containsKey(partition)) {
        ahead.computeIfAbsent(partition, any -> new HashSet<>()).add(alert.offset());
      }
    }
    publications.clear();
  }

  /** Whether it was published before one that was not, and is read again because of that. */
  private boolean wasPublished(ConsumerRecord<String, byte[]> alert) {
    Set<Long> offsets = ahead.get(new TopicPartition(alert.topic(), alert.partition()));
    return offsets != null && offsets.remove(alert.offset());
  }

  /** An alert on its way. */
  private record Sending(
      ConsumerRecord<String, byte[]> alert, CompletableFuture<Void> done, long start) {
    /** Waits for it, but not beyond the deadline. */
    boolean isDone(long deadline, AlertMetrics metrics) throws InterruptedException {
      try {
        done.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (ExecutionException | TimeoutException e) {
        if (e.getCause() instanceof RefusedException refused && refused.isPermanent()) {
          LOG.atError()
              .addKeyValue("device", alert.key())
              .log("an alert stays in Kafka only: {}", refused.getMessage());
          return true;
        }
        LOG.atWarn()
            .addKeyValue("device", alert.key())
            .log("an alert waits, MQTT did not take it: {}", e.toString());
        return false;
      }
      if (!CanaryDevice.is(alert.key())) {
        metrics.published(alert.timestamp(), System.nanoTime() - start);
      }
      return true;
    }
  }

  private Optional<Sending> publish(ConsumerRecord<String, byte[]> alert) {
    if (wasPublished(alert)) {
      return Optional.empty();
    }
    String device = alert.key();
    if (alert.value() == null
        || device == null
        || device.isEmpty()
        || NOT_IN_A_TOPIC.matcher(device).find()) {
      LOG.atError()
          .addKeyValue("device", String.valueOf(device))
          .log(
              "an alert stays in Kafka only: it is empty, or its device cannot be part of a topic");
      return Optional.empty();
    }
    String topic =
        CanaryDevice.is(device) ? CanaryDevice.VERDICTS.of(device) : mqttTopic.of(device);
    return Optional.of(
        new Sending(
            alert,
            connection.publish(
                new Publication(topic, alert.value(), "application/cloudevents+json", Map.of())),
            System.nanoTime()));
  }

  /** Not after each poll: a commit takes as long as an alert. */
  private void commitNowAndThen(boolean published) {
    uncommitted |= published;
    if (uncommitted && System.nanoTime() - lastCommit > COMMIT_INTERVAL.toNanos()) {
      consumer.commitSync();
      uncommitted = false;
      lastCommit = System.nanoTime();
    }
  }

  /** Before another takes over. If it fails, the other publishes some alerts again. */
  private void commit() {
    try {
      consumer.commitSync(COMMIT_TIMEOUT);
    } catch (WakeupException e) {
      // meant for the poll before; it is used up now
      consumer.commitSync(COMMIT_TIMEOUT);
    } catch (KafkaException e) {
      LOG.atWarn().log("some alerts will be published again: {}", e.toString());
    }
  }

  @Override
  public void close() {
    closed = true;
    consumer.wakeup();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connection.close();
  }
}
