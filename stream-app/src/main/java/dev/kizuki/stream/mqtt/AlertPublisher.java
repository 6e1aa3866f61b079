package dev.kizuki.stream.mqtt;

import dev.kizuki.stream.CanaryDevice;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.metrics.ServiceMetrics;
import dev.kizuki.stream.metrics.Stage;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
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
  private static final Pattern NOT_IN_A_TOPIC = Pattern.compile("[+#\\x00]");
  private static final long PUBLISH_TIMEOUT_S = 10;

  private final String kafkaTopic;
  private final DeviceTopic mqttTopic;
  private final Consumer<String, byte[]> consumer;
  private final MqttConnection connection;
  private final ServiceMetrics metrics;
  private final Thread thread;
  private volatile boolean working = true;
  private volatile boolean closed;

  /**
   * @param consumer without automatic commits; closed by this
   */
  public AlertPublisher(
      Configuration configuration, Consumer<String, byte[]> consumer, ServiceMetrics metrics) {
    this.kafkaTopic = configuration.topics().anomalies();
    this.mqttTopic = new DeviceTopic(configuration.mqtt().anomalies());
    this.consumer = consumer;
    this.metrics = metrics;
    this.connection =
        new MqttConnection(
            MqttSettings.transientSession(
                MqttAccess.of(configuration.mqtt()), configuration.mqtt().clientId() + "-alerts"),
            "",
            MqttConnection.Receiver.none());
    this.thread = new Thread(this::run, "alert-publisher");
    metrics.alerts(this::isReady);
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
    try (consumer) {
      consumer.subscribe(java.util.List.of(kafkaTopic));
      while (!closed) {
        try {
          publish(consumer.poll(POLL));
          working = true;
        } catch (WakeupException e) {
          LOG.debug("woken up to stop");
        } catch (KafkaException e) {
          working = false;
          LOG.atWarn()
              .addKeyValue("topic", kafkaTopic)
              .log("alerts wait, Kafka failed: {}", e.toString());
          Thread.sleep(PAUSE.toMillis());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Publishes one by one, in order; at the first failure the rest is read again later. */
  private void publish(ConsumerRecords<String, byte[]> alerts) throws InterruptedException {
    if (alerts.isEmpty()) {
      return;
    }
    Map<TopicPartition, Long> unpublished = new HashMap<>();
    for (ConsumerRecord<String, byte[]> alert : alerts) {
      TopicPartition partition = new TopicPartition(alert.topic(), alert.partition());
      if (!unpublished.isEmpty() || !published(alert)) {
        unpublished.putIfAbsent(partition, alert.offset());
      }
    }
    unpublished.forEach(consumer::seek);
    consumer.commitSync();
    if (!unpublished.isEmpty() && !closed) {
      Thread.sleep(PAUSE.toMillis());
    }
  }

  private boolean published(ConsumerRecord<String, byte[]> alert) throws InterruptedException {
    String device = alert.key();
    if (device == null || device.isEmpty() || NOT_IN_A_TOPIC.matcher(device).find()) {
      LOG.atError()
          .addKeyValue("device", String.valueOf(device))
          .log("an alert stays in Kafka only: its device cannot be part of an MQTT topic");
      return true;
    }
    MqttProperties properties = new MqttProperties();
    properties.setContentType("application/cloudevents+json");
    boolean canary = CanaryDevice.is(device);
    String to = canary ? Canary.TOPIC.of(device) : mqttTopic.of(device);
    long start = System.nanoTime();
    CompletableFuture<Void> done = connection.publish(to, alert.value(), properties);
    try {
      done.get(PUBLISH_TIMEOUT_S, TimeUnit.SECONDS);
      if (!canary) {
        metrics.took(Stage.ALERT, System.nanoTime() - start);
        metrics.alertPublished(alert.timestamp());
      }
      return true;
    } catch (ExecutionException | TimeoutException e) {
      LOG.atWarn()
          .addKeyValue("device", device)
          .log("an alert waits, MQTT did not take it: {}", e.toString());
      return false;
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
