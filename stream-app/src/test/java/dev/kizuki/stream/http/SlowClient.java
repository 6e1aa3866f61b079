package dev.kizuki.stream.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A client that keeps its connection open and does not let the exchange end. */
final class SlowClient implements AutoCloseable {
  /** What the client sends, and then it waits. */
  enum Mode {
    IDLE(""),
    ONE_BYTE("G"),
    HALF_A_HEAD("GET /metrics HTTP/1.1\nHost: a\n"),
    HALF_A_BODY("POST /metrics HTTP/1.1\nHost: a\nContent-Length: 1000000\n\nab"),
    HALF_A_BODY_OF_GET("GET /health/live HTTP/1.1\nHost: a\nContent-Length: 1000000\n\nab"),
    HALF_A_CHUNK("GET /metrics HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n1000\nab"),
    CONTINUE("PUT / HTTP/1.1\nHost: a\nContent-Length: 10\nExpect: 100-continue\n\n"),
    READS_NO_METRICS("GET /metrics HTTP/1.1\nHost: a\n\n".repeat(400)),
    READS_NO_ERRORS("GET / HTTP/1.1\nHost: a\n\n".repeat(400)),
    READS_NO_HEALTH("GET /health/live HTTP/1.1\nHost: a\n\n".repeat(400)),
    WEB_SOCKET(
        """
        GET /metrics HTTP/1.1
        Host: a
        Connection: Upgrade
        Upgrade: websocket
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==

        """),
    TLS("\u0016\u0003\u0001\u0002"),
    GARBAGE("\u0000\u0001\n\n");

    private final String text;

    Mode(String text) {
      this.text = text.replace("\n", "\r\n");
    }
  }

  private final SocketChannel channel;

  SlowClient(int port, Mode mode) throws IOException {
    channel = SocketChannel.open();
    channel.setOption(StandardSocketOptions.SO_RCVBUF, 1024);
    channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    channel.configureBlocking(false);
    channel.write(ByteBuffer.wrap(mode.text.getBytes(US_ASCII)));
  }

  /**
   * Sends one more byte of a header that never ends.
   *
   * @return false if the server has closed the connection
   */
  boolean trickle() {
    try {
      channel.write(ByteBuffer.wrap(new byte[] {'x'}));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
