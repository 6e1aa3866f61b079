package dev.kizuki.stream.mqtt.paho;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.eclipse.paho.mqttv5.client.internal.SSLNetworkModuleFactory;
import org.eclipse.paho.mqttv5.client.internal.TCPNetworkModuleFactory;
import org.eclipse.paho.mqttv5.client.spi.NetworkModuleFactory;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Paho's own connections, over TCP or TLS, with a {@link PayloadStream} before them. */
public final class PayloadNetwork implements NetworkModuleFactory {
  private static final Logger LOG = LoggerFactory.getLogger(PayloadNetwork.class);
  private static final String PREFIX = "kizuki-";

  /** MQTT 5, section 3.14: the first byte of a DISCONNECT. */
  private static final int DISCONNECT = 0xe0;

  private static final Duration GOODBYE = Duration.ofSeconds(2);

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
    private volatile boolean saidGoodbye;

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

    /** Paho writes one packet at a time. */
    @Override
    public OutputStream getOutputStream() throws IOException {
      return new FilterOutputStream(pahos.getOutputStream()) {
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          saidGoodbye = length > 0 && (bytes[offset] & 0xff) == DISCONNECT;
          out.write(bytes, offset, length);
        }
      };
    }

    @Override
    public void stop() throws IOException {
      if (saidGoodbye) {
        awaitGoodbye();
      }
      pahos.stop();
    }

    /**
     * Until the broker has closed its side. A socket that is closed while it holds images that
     * nobody read resets the connection, and the broker never sees the last acknowledgements: it
     * would deliver those images again.
     */
    private void awaitGoodbye() {
      long end = System.nanoTime() + GOODBYE.toNanos();
      byte[] unread = new byte[8192];
      try {
        InputStream input = pahos.getInputStream();
        boolean open = true;
        while (open && System.nanoTime() < end) {
          try {
            open = input.read(unread) >= 0;
          } catch (SocketTimeoutException e) {
            LOG.debug("the broker is still there", e);
          }
        }
      } catch (IOException e) {
        LOG.debug("the broker is gone", e);
      }
    }

    @Override
    public String getServerURI() {
      return pahos.getServerURI();
    }
  }
}
