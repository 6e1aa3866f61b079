package dev.kizuki.stream.mqtt;

import dev.kizuki.stream.config.MqttConfiguration;
import java.time.Duration;

/**
 * The settings of a client's connection.
 *
 * @param receiveMaximum the most messages that the broker may deliver before the first of them is
 *     acknowledged (MQTT 5, 3.1.2.11.3)
 * @param sessionExpiry the time for which the broker keeps messages for a client that is away;
 *     zero: the broker keeps none, and the session starts clean
 */
public record MqttSettings(
    MqttAccess access,
    String clientId,
    int receiveMaximum,
    Duration sessionExpiry,
    Duration keepAlive) {
  private static final int FEW_IN_FLIGHT = 100;

  /** The broker keeps messages while this client is away. */
  public static MqttSettings durable(MqttConfiguration mqtt) {
    return new MqttSettings(
        MqttAccess.of(mqtt),
        mqtt.clientId(),
        mqtt.receiveMaximum(),
        mqtt.sessionExpiry(),
        mqtt.keepAlive());
  }

  /** The broker keeps nothing for this client. */
  public static MqttSettings transientSession(MqttAccess access, String clientId) {
    return new MqttSettings(access, clientId, FEW_IN_FLIGHT, Duration.ZERO, Duration.ofSeconds(30));
  }
}
