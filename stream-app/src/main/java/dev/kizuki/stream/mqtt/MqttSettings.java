package dev.kizuki.stream.mqtt;

import dev.kizuki.stream.config.Configuration.Mqtt;
import java.time.Duration;
import javax.net.SocketFactory;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;

/**
 * How a client connects.
 *
 * @param sessionExpiry zero: nothing is kept for a client that is away
 */
public record MqttSettings(
    MqttAccess access,
    String clientId,
    int receiveMaximum,
    Duration sessionExpiry,
    Duration keepAlive) {
  private static final int FEW_IN_FLIGHT = 100;

  /** The broker keeps what comes while this client is away. */
  public static MqttSettings durable(Mqtt mqtt) {
    return new MqttSettings(
        MqttAccess.of(mqtt),
        mqtt.clientId(),
        mqtt.receiveMaximum(),
        mqtt.sessionExpiry(),
        mqtt.keepAlive());
  }

  /** Nothing is kept. */
  public static MqttSettings transientSession(MqttAccess access, String clientId) {
    return new MqttSettings(access, clientId, FEW_IN_FLIGHT, Duration.ZERO, Duration.ofSeconds(30));
  }

  /** For a client that reads nothing large. */
  MqttConnectionOptions options() {
    return options(new Payloads());
  }

  /**
   * For one connection.
   *
   * @param payloads where its payloads wait
   */
  MqttConnectionOptions options(Payloads payloads) {
    MqttConnectionOptions options = new PayloadNetwork.Options(payloads);
    // mosquitto persists a session only if no CONNECT of it asked for a clean start
    options.setCleanStart(sessionExpiry.isZero());
    options.setSessionExpiryInterval(sessionExpiry.toSeconds());
    options.setReceiveMaximum(receiveMaximum);
    options.setKeepAliveInterval(Math.toIntExact(keepAlive.toSeconds()));
    options.setConnectionTimeout(10);
    // Paho's own reconnect shares one delay among all clients of a JVM; ours does not
    options.setAutomaticReconnect(false);
    if (access.broker().getScheme().equals("ssl")) {
      options.setSocketFactory(access.sockets());
      options.setHttpsHostnameVerificationEnabled(true);
    } else {
      options.setSocketFactory(new NoDelaySockets(SocketFactory.getDefault()));
    }
    if (!access.username().isEmpty()) {
      options.setUserName(access.username());
    }
    if (!access.passwordFile().isEmpty()) {
      options.setPassword(access.password());
    }
    return options;
  }
}
