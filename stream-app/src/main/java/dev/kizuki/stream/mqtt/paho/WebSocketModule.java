package dev.kizuki.stream.mqtt.paho;

import dev.kizuki.stream.config.BrokerAddress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection over a WebSocket (MQTT 5, section 6), with the JDK's client. Paho's own WebSocket
 * loses data at read timeouts and knows neither pings nor fragments. With TLS, the broker's
 * certificate must name the host.
 */
final class WebSocketModule implements NetworkModule {
  private static final Logger LOG = LoggerFactory.getLogger(WebSocketModule.class);
  private static final Duration SEND_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final BrokerAddress broker;
  private final @Nullable SSLContext tls;
  private final Duration timeout;
  private final Frames input = new Frames();
  private final OutputStream output = new Messages();
  private volatile @Nullable WebSocket socket;

  /**
   * @param tls null for a connection that is not encrypted
   * @param timeout the longest time to connect
   */
  WebSocketModule(BrokerAddress broker, @Nullable SSLContext tls, Duration timeout) {
    this.broker = broker;
    this.tls = tls;
    this.timeout = timeout;
  }

  @Override
  public void start() throws IOException {
    HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(timeout);
    if (tls != null) {
      client.sslContext(tls);
    }
    socket =
        await(
            client
                .build()
                .newWebSocketBuilder()
                .subprotocols("mqtt")
                .connectTimeout(timeout)
                .buildAsync(broker.uri(), input),
            timeout);
  }

  private static <T> T await(CompletableFuture<T> future, Duration timeout) throws IOException {
    try {
      return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw failure(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("the WebSocket did not answer within " + timeout, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private static IOException failure(Throwable cause) {
    if (cause instanceof WebSocketHandshakeException refused) {
      return new IOException(
          "the server answered HTTP %d instead of opening a WebSocket; check the path of mqtt.broker"
              .formatted(refused.getResponse().statusCode()));
    }
    return cause instanceof IOException known ? known : new IOException(cause);
  }

  @Override
  public InputStream getInputStream() {
    return input;
  }

  @Override
  public OutputStream getOutputStream() {
    return output;
  }

  @Override
  public void stop() {
    WebSocket open = socket;
    if (open == null) {
      return;
    }
    try {
      await(open.sendClose(WebSocket.NORMAL_CLOSURE, ""), CLOSE_TIMEOUT);
    } catch (IOException e) {
      LOG.debug("the WebSocket is closed already", e);
    } finally {
      open.abort();
      input.end(null);
    }
  }

  @Override
  public String getServerURI() {
    return broker.toString();
  }

  /**
   * The bytes that the broker sends. The WebSocket hands over more only after the reader took the
   * last.
   */
  private static final class Frames extends InputStream implements WebSocket.Listener {
    private static final byte[] END = {};

    private final BlockingQueue<byte[]> arrived = new LinkedBlockingQueue<>();
    private volatile @Nullable IOException failure;

    /** Used by the reader's thread alone. */
    private byte[] frame = {};

    private int at;
    private volatile @Nullable WebSocket source;

    @Override
    public void onOpen(WebSocket opened) {
      source = opened;
      opened.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket any, ByteBuffer data, boolean last) {
      byte[] bytes = new byte[data.remaining()];
      data.get(bytes);
      if (bytes.length == 0) {
        any.request(1);
      } else {
        arrived.add(bytes);
      }
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket any, CharSequence data, boolean last) {
      end(new IOException("the broker sent text, and MQTT needs binary WebSocket frames"));
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket any, int status, String reason) {
      LOG.debug("the broker closed the WebSocket: {} {}", status, reason);
      end(null);
      return null;
    }

    @Override
    public void onError(WebSocket any, Throwable error) {
      end(failure(error));
    }

    void end(@Nullable IOException reason) {
      if (reason != null) {
        failure = reason;
      }
      arrived.add(END);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (at == frame.length && !nextFrame()) {
        return -1;
      }
      int n = Math.min(length, frame.length - at);
      System.arraycopy(frame, at, target, offset, n);
      at += n;
      return n;
    }

    private boolean nextFrame() throws IOException {
      byte[] next = poll();
      if (next == END) {
        arrived.add(END);
        IOException reason = failure;
        if (reason != null) {
          throw new IOException(reason.getMessage(), reason);
        }
        return false;
      }
      frame = next;
      at = 0;
      WebSocket open = source;
      if (open != null) {
        open.request(1);
      }
      return true;
    }

    private byte[] poll() throws IOException {
      try {
        byte[] next = arrived.poll(SocketModule.READ_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
          throw new SocketTimeoutException("nothing arrived");
        }
        return next;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
    }

    @Override
    public int available() {
      return frame.length - at;
    }
  }

  /** Sends all that was written up to a flush as one binary message. */
  private final class Messages extends OutputStream {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @Override
    public void write(int single) {
      written.write(single);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      written.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
      WebSocket open = socket;
      if (open == null) {
        throw new IOException("not connected");
      }
      if (written.size() > 0) {
        ByteBuffer message = ByteBuffer.wrap(written.toByteArray());
        written.reset();
        await(open.sendBinary(message, true), SEND_TIMEOUT);
      }
    }
  }
}
