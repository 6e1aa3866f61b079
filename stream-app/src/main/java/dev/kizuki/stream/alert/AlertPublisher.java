package dev.kizuki.stream.alert;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.metrics.AlertMetrics;
import dev.kizuki.stream.mqtt.MqttAccess;
import dev.kizuki.stream.mqtt.MqttConnection;
import dev.kizuki.stream.mqtt.MqttPort;
import dev.kizuki.stream.mqtt.MqttSettings;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes alerts from Kafka to MQTT, in a thread of its own. The Kafka topic is the outbox: an
 * offset is committed after the MQTT broker acknowledged the alert. So each alert is published at
 * least once, even if Kafka or the broker is away for a while.
 */
public final class AlertPublisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlertPublisher.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration PUBLISH_TIMEOUT = Duration.ofSeconds(10);
  private static final long STOP_TIMEOUT_MS = 5_000;

  private final String kafkaTopic;
  private final Consumer<String, byte[]> consumer;
  private final MqttConnection connection;
  private final AlertReader reader;
  private final Duration pause;
  private final Thread thread;
  private volatile boolean working = true;
  private volatile boolean closed;

  /**
   * @param consumer a consumer without automatic commits; this object closes it
   */
  public AlertPublisher(
      Configuration configuration,
      MqttPort port,
      Consumer<String, byte[]> consumer,
      AlertMetrics metrics) {
    this(configuration, port, consumer, metrics, PAUSE);
  }

  /**
   * @param pause before the next attempt after Kafka or the broker failed
   */
  AlertPublisher(
      Configuration configuration,
      MqttPort port,
      Consumer<String, byte[]> consumer,
      AlertMetrics metrics,
      Duration pause) {
    this.kafkaTopic = configuration.topics().anomalies();
    this.consumer = consumer;
    this.pause = pause;
    this.connection =
        new MqttConnection(
            port,
            MqttSettings.transientSession(
                MqttAccess.of(configuration.mqtt()), configuration.mqtt().clientId() + "-alerts"),
            List.of(),
            MqttConnection.Receiver.none());
    AlertSender sender =
        new AlertSender(
            connection,
            new DeviceTopic(configuration.mqtt().anomalies()),
            metrics,
            PUBLISH_TIMEOUT);
    AlertOffsets offsets = new AlertOffsets();
    this.reader =
        new AlertReader(consumer, new AlertWindow(sender, offsets), offsets, System::nanoTime);
    this.thread = new Thread(this::run, "alert-publisher");
    metrics.bind(this::isReady);
  }

  /** Starts the thread and begins to connect to MQTT. */
  public void start() {
    connection.start();
    thread.start();
  }

  /** Whether MQTT is connected, the thread runs, and its last read from Kafka succeeded. */
  public boolean isReady() {
    return connection.isReady() && thread.isAlive() && working;
  }

  private void run() {
    try (consumer) {
      reader.subscribe(kafkaTopic);
      while (!closed) {
        if (!publishNext() && !closed) {
          Thread.sleep(pause.toMillis());
        }
      }
      reader.commit();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns false if a pause should follow. */
  private boolean publishNext() throws InterruptedException {
    try {
      boolean allDone = reader.publishNext();
      working = true;
      return allDone;
    } catch (WakeupException e) {
      LOG.debug("the consumer was woken up to stop");
      return true;
    } catch (RuntimeException e) {
      working = false;
      LOG.atWarn()
          .addKeyValue("topic", kafkaTopic)
          .log("alerts cannot be read or committed, trying again: {}", e.toString());
      return false;
    }
  }

  /** Finishes the current poll, commits it, and closes the consumer and the MQTT connection. */
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
