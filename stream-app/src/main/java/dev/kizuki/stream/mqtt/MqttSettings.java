package dev.kizuki.stream.mqtt;

import dev.kizuki.stream.config.Configuration.Mqtt;
import dev.kizuki.stream.config.ConfigurationException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.SocketFactory;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;

/**
 * How a client connects.
 *
 * @param passwordFile read at each connect, so that a new password needs no restart
 * @param sessionExpiry zero: nothing is kept for a client that is away
 */
public record MqttSettings(
    URI broker,
    String clientId,
    String username,
    String passwordFile,
    int receiveMaximum,
    Duration sessionExpiry,
    Duration keepAlive) {

  /** The broker keeps what comes while this client is away. */
  public static MqttSettings durable(Mqtt mqtt, String clientId) {
    return new MqttSettings(
        mqtt.broker(),
        clientId,
        mqtt.username(),
        mqtt.passwordFile(),
        mqtt.receiveMaximum(),
        mqtt.sessionExpiry(),
        mqtt.keepAlive());
  }

  /** Nothing is kept. */
  public static MqttSettings transientSession(Mqtt mqtt, String clientId) {
    return new MqttSettings(
        mqtt.broker(),
        clientId,
        mqtt.username(),
        mqtt.passwordFile(),
        mqtt.receiveMaximum(),
        Duration.ZERO,
        mqtt.keepAlive());
  }

  MqttConnectionOptions options() {
    MqttConnectionOptions options = new MqttConnectionOptions();
    // mosquitto persists a session only if no CONNECT of it asked for a clean start
    options.setCleanStart(sessionExpiry.isZero());
    options.setSessionExpiryInterval(sessionExpiry.toSeconds());
    options.setReceiveMaximum(receiveMaximum);
    options.setKeepAliveInterval(Math.toIntExact(keepAlive.toSeconds()));
    options.setConnectionTimeout(10);
    // Paho's own reconnect shares one delay among all clients of a JVM; ours does not
    options.setAutomaticReconnect(false);
    if (broker.getScheme().equals("tcp")) {
      options.setSocketFactory(new NoDelaySockets(SocketFactory.getDefault()));
    }
    if (!username.isEmpty()) {
      options.setUserName(username);
    }
    if (!passwordFile.isEmpty()) {
      options.setPassword(password());
    }
    return options;
  }

  private byte[] password() {
    try {
      return Files.readString(Path.of(passwordFile)).strip().getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new ConfigurationException(
          "mqtt.passwordFile %s cannot be read: %s".formatted(passwordFile, e.getMessage()), e);
    }
  }
}
