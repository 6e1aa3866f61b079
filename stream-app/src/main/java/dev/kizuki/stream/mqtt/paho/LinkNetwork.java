package dev.kizuki.stream.mqtt.paho;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.eclipse.paho.mqttv5.client.spi.NetworkModuleFactory;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts a {@link PacketStream} between the network and Paho, and watches Paho's threads. */
public final class LinkNetwork implements NetworkModuleFactory {
  /** The address that makes Paho use this class. The true address is in the {@link Options}. */
  static final String ADDRESS = "kizuki://broker";

  private static final Logger LOG = LoggerFactory.getLogger(LinkNetwork.class);
  private static final String SCHEME = "kizuki";

  /** MQTT 5, section 3.14: the first byte of a DISCONNECT. */
  private static final int DISCONNECT = 0xe0;

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

  /** Called by Java's service loader, which Paho uses to find this class. */
  public LinkNetwork() {}

  /** Paho's options, with what one connection needs. */
  static final class Options extends MqttConnectionOptions {
    private final NetworkModule network;
    private final ArrivedMessages messages;
    private final BrokerPackets answers;
    private final ThreadWatch watch;

    Options(
        NetworkModule network, ArrivedMessages messages, BrokerPackets answers, ThreadWatch watch) {
      this.network = network;
      this.messages = messages;
      this.answers = answers;
      this.watch = watch;
    }

    /** The messages that wait behind tickets. */
    ArrivedMessages messages() {
      return messages;
    }

    /** Watches the threads of the client. */
    ThreadWatch watch() {
      return watch;
    }

    /** The broker's answers. */
    BrokerPackets answers() {
      return answers;
    }
  }

  @Override
  public Set<String> getSupportedUriSchemes() {
    return Set.of(SCHEME);
  }

  @Override
  public void validateURI(URI uri) {
    // BrokerAddress has checked the true address
  }

  @Override
  public NetworkModule createNetworkModule(
      URI uri, MqttConnectionOptions options, String clientId) {
    return new Module((Options) options);
  }

  private static final class Module implements NetworkModule {
    private final NetworkModule delegate;
    private final Options options;
    private volatile boolean disconnects;

    Module(Options options) {
      this.delegate = options.network;
      this.options = options;
    }

    @Override
    public void start() throws IOException, MqttException {
      try {
        delegate.start();
      } catch (IOException e) {
        throw new MqttException(MqttClientException.REASON_CODE_SERVER_CONNECT_ERROR, e);
      }
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return new FilterInputStream(
          new PacketStream(delegate.getInputStream(), options.messages, options.answers)) {
        /** Paho's receiving thread calls this before each packet. */
        @Override
        public int available() throws IOException {
          options.watch.watchCurrentThread();
          return super.available();
        }
      };
    }

    /** Notes a DISCONNECT. Paho writes one packet with each call. */
    @Override
    public OutputStream getOutputStream() throws IOException {
      return new FilterOutputStream(delegate.getOutputStream()) {
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          options.watch.watchCurrentThread();
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
