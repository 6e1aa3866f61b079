package dev.kizuki.stream.alert;

import dev.kizuki.stream.config.Durations;
import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.lifecycle.ServiceException;
import dev.kizuki.stream.mqtt.MqttAccess;
import dev.kizuki.stream.mqtt.MqttConnection;
import dev.kizuki.stream.mqtt.MqttPort;
import dev.kizuki.stream.mqtt.MqttSettings;
import dev.kizuki.stream.mqtt.MqttSubscriptions;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Subscribes to alerts over MQTT. */
public final class AlertSubscriber implements AutoCloseable {
  private final MqttAccess access;
  private final MqttConnection connection;

  /**
   * @param alerts receives each alert, JSON in UTF-8, on one thread
   */
  public AlertSubscriber(
      MqttPort port,
      MqttAccess access,
      String clientId,
      DeviceTopic topic,
      Consumer<byte[]> alerts) {
    this.access = access;
    this.connection =
        new MqttConnection(
            port,
            MqttSettings.transientSession(access, clientId),
            MqttSubscriptions.of(List.of(topic.filter(""))),
            alert -> {
              alerts.accept(alert.message().payload());
              alert.acknowledge();
            });
  }

  /** Begins to connect and subscribe; reconnects until it is closed. */
  public void start() {
    connection.start();
  }

  /** Returns whether the client is connected and subscribed. */
  public boolean isReady() {
    return connection.isReady();
  }

  /**
   * Connects and subscribes.
   *
   * @throws ServiceException if the broker does not answer in time
   */
  public void connect(Duration timeout) throws InterruptedException {
    start();
    if (!connection.awaitReady(timeout)) {
      throw new ServiceException(
          "The MQTT broker at %s did not accept the connection within %s"
              .formatted(access.broker(), Durations.text(timeout)),
          null);
    }
  }

  @Override
  public void close() {
    connection.close();
  }
}
