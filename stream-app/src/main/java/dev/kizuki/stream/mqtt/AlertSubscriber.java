package dev.kizuki.stream.mqtt;

import dev.kizuki.stream.ServiceException;
import dev.kizuki.stream.config.Configuration.Mqtt;
import java.time.Duration;
import java.util.function.Consumer;

/** Listens to the alerts of all devices over MQTT. */
public final class AlertSubscriber implements AutoCloseable {
  private final Mqtt mqtt;
  private final MqttConnection connection;

  /**
   * @param alerts gets each alert, JSON in UTF-8; called by one thread
   */
  public AlertSubscriber(Mqtt mqtt, String clientId, Consumer<byte[]> alerts) {
    this.mqtt = mqtt;
    this.connection =
        new MqttConnection(
            MqttSettings.transientSession(mqtt, clientId),
            new DeviceTopic(mqtt.anomalies()).filter(""),
            alert -> {
              alerts.accept(alert.message().getPayload());
              alert.acknowledge();
            });
  }

  /**
   * Connects and subscribes.
   *
   * @throws ServiceException if the broker does not answer in time
   */
  public void connect(Duration timeout) throws InterruptedException {
    connection.start();
    if (!connection.awaitReady(timeout)) {
      throw new ServiceException(
          "The MQTT broker at %s did not accept the connection within %s"
              .formatted(mqtt.broker(), timeout),
          null);
    }
  }

  @Override
  public void close() {
    connection.close();
  }
}
