package dev.kizuki.stream.alert;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.metrics.AlertMetrics;
import dev.kizuki.stream.mqtt.MqttAccess;
import dev.kizuki.stream.mqtt.MqttConnection;
import dev.kizuki.stream.mqtt.MqttPort;
import dev.kizuki.stream.mqtt.MqttSettings;
import dev.kizuki.stream.mqtt.MqttSubscriptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes alerts, or incidents, from Kafka to MQTT, in a thread of its own. The Kafka topic is
 * the outbox: an offset is committed after the MQTT broker acknowledged the alert, or after Kafka
 * has it in the topic of undelivered alerts. So each alert is published at least once, even if
 * Kafka or the broker is away for a while, and an alert that MQTT cannot take holds up no other
 * device.
 */
public final class AlertPublisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertPublisher.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final long STOP_TIMEOUT_MS = 5_000;

  private final String kafkaTopic;
  private final Consumer<String, byte[]> consumer;
  private final MqttConnection connection;
  private final AlertReader reader;
  private final UndeliveredAlerts undelivered;
  private final Duration pause;
  private final Thread thread;
  private volatile boolean working = true;
  private volatile boolean closed;

  /**
   * @param pause before the next attempt after Kafka failed
   * @param nanoTime a clock such as {@link System#nanoTime}
   */
  AlertPublisher(
      Configuration configuration,
      Outbox outbox,
      MqttPort port,
      Consumer<String, byte[]> consumer,
      Supplier<Producer<String, byte[]>> producers,
      AlertMetrics metrics,
      Duration pause,
      LongSupplier nanoTime) {
    this.kafkaTopic = outbox.kafkaTopic();
    this.consumer = consumer;
    this.pause = pause;
    this.connection =
        new MqttConnection(
            port,
            MqttSettings.transientSession(
                MqttAccess.of(configuration.mqtt()),
                configuration.mqtt().clientId() + outbox.role()),
            MqttSubscriptions.none(),
            MqttConnection.Receiver.none());
    this.undelivered = new UndeliveredAlerts(configuration.topics().undelivered(), producers);
    AlertOffsets offsets = new AlertOffsets();
    AlertSender sender =
        new AlertSender(connection, outbox.mqttTopic(), outbox.retained(), metrics);
    this.reader =
        new AlertReader(
            consumer,
            outbox.records(),
            new AlertDispatcher(sender, offsets, undelivered, metrics, nanoTime),
            offsets,
            nanoTime);
    this.thread = new Thread(this::run, outbox.thread());
    metrics.bind(this::isReady);
    metrics.bindUndelivered(Arrays.stream(Undelivered.values()).map(Undelivered::code).toList());
  }

  /**
   * Publishes alerts.
   *
   * @param consumer a consumer without automatic commits; the publisher closes it
   * @param producers makes a producer with {@code acks=all} for the alerts that are given up; the
   *     publisher closes it
   */
  public static AlertPublisher alerts(
      Configuration configuration,
      MqttPort port,
      Consumer<String, byte[]> consumer,
      Supplier<Producer<String, byte[]>> producers,
      AlertMetrics metrics) {
    return new AlertPublisher(
        configuration,
        Outbox.alerts(configuration),
        port,
        consumer,
        producers,
        metrics,
        PAUSE,
        System::nanoTime);
  }

  /** Publishes incidents, as {@link #alerts} does. The broker retains the last of each device. */
  public static AlertPublisher incidents(
      Configuration configuration,
      MqttPort port,
      Consumer<String, byte[]> consumer,
      Supplier<Producer<String, byte[]>> producers,
      AlertMetrics metrics) {
    return new AlertPublisher(
        configuration,
        Outbox.incidents(configuration),
        port,
        consumer,
        producers,
        metrics,
        PAUSE,
        System::nanoTime);
  }

  /** Starts the thread and begins to connect to MQTT. */
  public void start() {
    connection.start();
    thread.start();
  }

  /** Returns whether MQTT is connected, the thread runs, and its last read from Kafka succeeded. */
  public boolean isReady() {
    return connection.isReady() && thread.isAlive() && working;
  }

  private void run() {
    try (consumer;
        undelivered) {
      reader.subscribe(kafkaTopic);
      while (!closed) {
        if (!publishNext() && !closed) {
          Thread.sleep(pause.toMillis());
        }
      }
      reader.finish();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns false if a pause should follow. */
  private boolean publishNext() throws InterruptedException {
    try {
      reader.publishNext();
      working = true;
      return true;
    } catch (WakeupException e) {
      LOG.debug("the consumer was woken up to stop");
      return true;
    } catch (RuntimeException e) {
      working = false;
      LOG.atWarn()
          .addKeyValue("topic", kafkaTopic)
          .log("the topic cannot be read or committed, trying again: {}", e.toString());
      return false;
    }
  }

  /**
   * Waits for the alerts that are on their way, commits what is done, and closes the consumer and
   * the MQTT connection.
   */
  @Override
  public void close() {
    closed = true;
    if (thread.getState() == Thread.State.NEW) {
      // the thread would close the consumer, but it never ran
      consumer.close();
    }
    consumer.wakeup();
    try {
      thread.join(STOP_TIMEOUT_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    connection.close();
  }
}
