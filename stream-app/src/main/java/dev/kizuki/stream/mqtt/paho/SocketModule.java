package dev.kizuki.stream.mqtt.paho;

import dev.kizuki.stream.config.BrokerAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection over TCP or TLS. Nagle's algorithm is off: together with delayed acknowledgements of
 * the other side it holds back each small packet by 40 ms. With TLS, the broker's certificate must
 * name the host.
 */
final class SocketModule implements NetworkModule {
  private static final Logger LOG = LoggerFactory.getLogger(SocketModule.class);

  /** Paho checks once in this time whether it must stop. */
  static final Duration READ_TIMEOUT = Duration.ofSeconds(1);

  private final BrokerAddress broker;
  private final @Nullable SSLContext tls;
  private final int timeoutMs;
  private volatile @Nullable Socket socket;

  /**
   * @param tls null for a connection that is not encrypted
   * @param timeout the longest time to connect, and the longest time for the TLS handshake
   */
  SocketModule(BrokerAddress broker, @Nullable SSLContext tls, Duration timeout) {
    this.broker = broker;
    this.tls = tls;
    this.timeoutMs = Math.toIntExact(timeout.toMillis());
  }

  @Override
  public void start() throws IOException {
    Socket plain = new Socket();
    boolean connected = false;
    try {
      plain.setTcpNoDelay(true);
      plain.connect(new InetSocketAddress(broker.host(), broker.port()), timeoutMs);
      Socket made = tls == null ? plain : secured(plain, tls);
      made.setSoTimeout(Math.toIntExact(READ_TIMEOUT.toMillis()));
      socket = made;
      connected = true;
    } finally {
      if (!connected) {
        plain.close();
      }
    }
  }

  private SSLSocket secured(Socket plain, SSLContext context) throws IOException {
    SSLSocket secure =
        (SSLSocket)
            context.getSocketFactory().createSocket(plain, broker.host(), broker.port(), true);
    SSLParameters parameters = secure.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secure.setSSLParameters(parameters);
    secure.setSoTimeout(timeoutMs);
    secure.startHandshake();
    return secure;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return Objects.requireNonNull(socket, "not started").getInputStream();
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return Objects.requireNonNull(socket, "not started").getOutputStream();
  }

  @Override
  public void stop() throws IOException {
    Socket open = socket;
    if (open == null) {
      return;
    }
    try {
      // ends a read that waits in another thread
      open.shutdownInput();
    } catch (IOException e) {
      LOG.debug("the broker closed the connection first", e);
    } finally {
      open.close();
    }
  }

  @Override
  public String getServerURI() {
    return broker.toString();
  }
}
