package dev.kizuki.stream.mqtt.paho;

import dev.kizuki.stream.mqtt.MqttFailure;
import dev.kizuki.stream.mqtt.MqttLink;
import dev.kizuki.stream.mqtt.MqttPort;
import dev.kizuki.stream.mqtt.MqttSettings;
import javax.net.SocketFactory;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;

/** MQTT with Eclipse Paho. */
public final class PahoPort implements MqttPort {
  private static final int CONNECT_TIMEOUT_S = 10;

  @Override
  public MqttLink open(MqttSettings settings, MqttLink.Listener listener) throws MqttFailure {
    Payloads payloads = new Payloads();
    try {
      MqttAsyncClient client =
          new MqttAsyncClient(
              PayloadNetwork.address(settings.access().broker()),
              settings.clientId(),
              new MemoryPersistence());
      return new PahoLink(client, options(settings, payloads), payloads, listener);
    } catch (MqttException e) {
      throw new MqttFailure(PahoLink.reason(e), e);
    }
  }

  private static MqttConnectionOptions options(MqttSettings settings, Payloads payloads) {
    MqttConnectionOptions options = new PayloadNetwork.Options(payloads);
    // mosquitto persists a session only if no CONNECT of it asked for a clean start
    options.setCleanStart(settings.sessionExpiry().isZero());
    options.setSessionExpiryInterval(settings.sessionExpiry().toSeconds());
    options.setReceiveMaximum(settings.receiveMaximum());
    options.setKeepAliveInterval(Math.toIntExact(settings.keepAlive().toSeconds()));
    options.setConnectionTimeout(CONNECT_TIMEOUT_S);
    // Paho shares the delay of its own reconnect among all clients of a JVM
    options.setAutomaticReconnect(false);
    if (settings.access().isSecure()) {
      options.setSocketFactory(settings.access().sockets());
      options.setHttpsHostnameVerificationEnabled(true);
    } else {
      options.setSocketFactory(new NoDelaySockets(SocketFactory.getDefault()));
    }
    if (!settings.access().username().isEmpty()) {
      options.setUserName(settings.access().username());
    }
    if (!settings.access().passwordFile().isEmpty()) {
      options.setPassword(settings.access().password());
    }
    return options;
  }
}
