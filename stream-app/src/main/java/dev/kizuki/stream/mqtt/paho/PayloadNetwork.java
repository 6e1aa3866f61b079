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

/** Connects like Paho, over TCP or TLS, and puts a {@link PayloadStream} before Paho. */
public final class PayloadNetwork implements NetworkModuleFactory {
  private static final Logger LOG = LoggerFactory.getLogger(PayloadNetwork.class);
  private static final String PREFIX = "kizuki-";

  /** MQTT 5, section 3.14: the first byte of a DISCONNECT. */
  private static final int DISCONNECT = 0xe0;

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  /** Called by Java's service loader, which Paho uses to find this class. */
  public PayloadNetwork() {}

  /** The address that makes Paho use this class for a broker. */
  static String address(URI broker) {
    return PREFIX + broker;
  }

  /** Paho's options, with the place where the payloads of this connection are kept. */
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

  private static NetworkModuleFactory pahoFactory(String scheme) {
    return scheme.equals("ssl") ? new SSLNetworkModuleFactory() : new TCPNetworkModuleFactory();
  }

  private static URI pahoAddress(URI ours) {
    return URI.create(ours.toString().substring(PREFIX.length()));
  }

  @Override
  public void validateURI(URI uri) {
    URI broker = pahoAddress(uri);
    pahoFactory(broker.getScheme()).validateURI(broker);
  }

  @Override
  public NetworkModule createNetworkModule(URI uri, MqttConnectionOptions options, String clientId)
      throws MqttException {
    URI broker = pahoAddress(uri);
    NetworkModule delegate =
        pahoFactory(broker.getScheme()).createNetworkModule(broker, options, clientId);
    return options instanceof Options ours ? new Module(delegate, ours.payloads) : delegate;
  }

  private static final class Module implements NetworkModule {
    private final NetworkModule delegate;
    private final Payloads payloads;
    private volatile boolean disconnects;

    Module(NetworkModule delegate, Payloads payloads) {
      this.delegate = delegate;
      this.payloads = payloads;
    }

    @Override
    public void start() throws IOException, MqttException {
      delegate.start();
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return new PayloadStream(delegate.getInputStream(), payloads);
    }

    /** Notes a DISCONNECT. Paho writes one packet with each call. */
    @Override
    public OutputStream getOutputStream() throws IOException {
      return new FilterOutputStream(delegate.getOutputStream()) {
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          disconnects = isDisconnect(bytes, offset, length);
          out.write(bytes, offset, length);
        }
      };
    }

    /** A whole DISCONNECT packet: its length says that nothing follows. */
    private static boolean isDisconnect(byte[] bytes, int offset, int length) {
      return length >= 2
          && (bytes[offset] & 0xff) == DISCONNECT
          && (bytes[offset + 1] & 0xff) == length - 2;
    }

    @Override
    public void stop() throws IOException {
      if (disconnects) {
        awaitBrokersClose();
      }
      delegate.stop();
    }

    /**
     * Waits until the broker has closed its side. If a socket is closed while it holds unread
     * images, the connection is reset. The broker then never sees the last acknowledgements, and
     * delivers those images again.
     */
    private void awaitBrokersClose() {
      long end = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
      byte[] unread = new byte[8192];
      try {
        InputStream input = delegate.getInputStream();
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
      return delegate.getServerURI();
    }
  }
}
