package dev.kizuki.stream.mqtt.paho;

import dev.kizuki.stream.config.BrokerAddress;
import dev.kizuki.stream.mqtt.MqttAccess;
import dev.kizuki.stream.mqtt.MqttFailure;
import dev.kizuki.stream.mqtt.MqttLink;
import dev.kizuki.stream.mqtt.MqttPort;
import dev.kizuki.stream.mqtt.MqttSettings;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;

/** MQTT with Eclipse Paho. */
public final class PahoPort implements MqttPort {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  @Override
  public MqttLink open(MqttSettings settings, MqttLink.Listener listener) throws MqttFailure {
    ThreadWatch watch = new ThreadWatch();
    LinkNetwork.Options options = options(settings, watch);
    BrokerPackets answers = options.answers();
    try {
      MqttAsyncClient client =
          new MqttAsyncClient(
              LinkNetwork.ADDRESS,
              settings.clientId(),
              new MemoryPersistence(),
              new Pings(
                  settings.clientId(),
                  () -> answers.connected().keepAlive(),
                  e -> watch.uncaughtException(Thread.currentThread(), e)),
              null);
      PahoLink link = new PahoLink(client, options, listener);
      watch.onDeath(link::threadDied);
      return link;
    } catch (MqttException | IllegalArgumentException e) {
      throw new MqttFailure(PahoLink.reason(e), e);
    }
  }

  private static LinkNetwork.Options options(MqttSettings settings, ThreadWatch watch) {
    LinkNetwork.Options options =
        new LinkNetwork.Options(
            network(settings.access()), new ArrivedMessages(), new BrokerPackets(settings), watch);
    // mosquitto persists a session only if no CONNECT of it asked for a clean start
    options.setCleanStart(settings.sessionExpiry().isZero());
    options.setSessionExpiryInterval(settings.sessionExpiry().toSeconds());
    options.setReceiveMaximum(settings.receiveMaximum());
    options.setKeepAliveInterval(Math.toIntExact(settings.keepAlive().toSeconds()));
    options.setConnectionTimeout(Math.toIntExact(CONNECT_TIMEOUT.toSeconds()));
    // Paho shares the delay of its own reconnect among all clients of a JVM
    options.setAutomaticReconnect(false);
    if (!settings.access().username().isEmpty()) {
      options.setUserName(settings.access().username());
    }
    if (!settings.access().passwordFile().isEmpty()) {
      options.setPassword(settings.access().password());
    }
    return options;
  }

  private static NetworkModule network(MqttAccess access) {
    BrokerAddress broker = access.address();
    SSLContext tls = broker.isSecure() ? access.tls() : null;
    return broker.transport().isWebSocket()
        ? new WebSocketModule(broker, tls, CONNECT_TIMEOUT)
        : new SocketModule(broker, tls, CONNECT_TIMEOUT);
  }
}
