package dev.kizuki.stream.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.Set;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.eclipse.paho.mqttv5.client.internal.SSLNetworkModuleFactory;
import org.eclipse.paho.mqttv5.client.internal.TCPNetworkModuleFactory;
import org.eclipse.paho.mqttv5.client.spi.NetworkModuleFactory;
import org.eclipse.paho.mqttv5.common.MqttException;

/** Paho's own connections, over TCP or TLS, with a {@link PayloadStream} before them. */
public final class PayloadNetwork implements NetworkModuleFactory {
  private static final String PREFIX = "kizuki-";

  /** Made by Java's service loader, which Paho asks. */
  public PayloadNetwork() {}

  /** What Paho is to be told to come here. */
  static String address(URI broker) {
    return PREFIX + broker;
  }

  /** Carries the store of payloads from the connection to its stream. */
  static final class Options extends MqttConnectionOptions {
    private final Payloads payloads;

    Options(Payloads payloads) {
      this.payloads = payloads;
    }
  }

  @Override
  public Set<String> getSupportedUriSchemes() {
    return Set.of(PREFIX + "tcp", PREFIX + "ssl");
  }

  private static NetworkModuleFactory pahos(String scheme) {
    return scheme.equals("ssl") ? new SSLNetworkModuleFactory() : new TCPNetworkModuleFactory();
  }

  private static URI pahos(URI ours) {
    return URI.create(ours.toString().substring(PREFIX.length()));
  }

  @Override
  public void validateURI(URI uri) {
    URI broker = pahos(uri);
    pahos(broker.getScheme()).validateURI(broker);
  }

  @Override
  public NetworkModule createNetworkModule(URI uri, MqttConnectionOptions options, String clientId)
      throws MqttException {
    URI broker = pahos(uri);
    NetworkModule pahos = pahos(broker.getScheme()).createNetworkModule(broker, options, clientId);
    return options instanceof Options ours ? new Module(pahos, ours.payloads) : pahos;
  }

  private static final class Module implements NetworkModule {
    private final NetworkModule pahos;
    private final Payloads payloads;

    Module(NetworkModule pahos, Payloads payloads) {
      this.pahos = pahos;
      this.payloads = payloads;
    }

    @Override
    public void start() throws IOException, MqttException {
      pahos.start();
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return new PayloadStream(pahos.getInputStream(), payloads);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return pahos.getOutputStream();
    }

    @Override
    public void stop() throws IOException {
      pahos.stop();
    }

    @Override
    public String getServerURI() {
      return pahos.getServerURI();
    }
  }
}
