package dev.kizuki.stream.mqtt.paho;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket server (RFC 6455) that carries binary frames to a broker behind TCP. It splits what
 * the broker sends into fragments of a few bytes, with a ping between them.
 */
final class WebSocketGateway implements AutoCloseable {
  private static final int FRAGMENT_BYTES = 100;
  private static final int CONTINUATION = 0x0;
  private static final int BINARY = 0x82;
  private static final int CLOSE = 0x88;
  private static final int PING = 0x89;
  private static final int LAST = 0x80;

  private final ServerSocket server;
  private final URI broker;
  private final String path;
  private final List<Map<String, String>> requests = new CopyOnWriteArrayList<>();

  /**
   * @param broker the address of the broker, tcp://
   * @param path the only path that is not answered by 404
   * @param tls null for ws://
   */
  WebSocketGateway(URI broker, String path, @Nullable SSLContext tls) throws IOException {
    this.broker = broker;
    this.path = path;
    InetAddress loopback = InetAddress.getLoopbackAddress();
    server =
        tls == null
            ? new ServerSocket(0, 10, loopback)
            : tls.getServerSocketFactory().createServerSocket(0, 10, loopback);
    start("gateway", this::accept);
  }

  /** Work that ends with its connection. */
  private interface Work {
    void run() throws IOException;
  }

  private static void start(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // the connection or the gateway is closed
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  /** The headers of each request, by their names in lower case. */
  List<Map<String, String>> requests() {
    return requests;
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = server.accept();
      start("gateway-client", () -> serve(client));
    }
  }

  private void serve(Socket client) throws IOException {
    try (client) {
      DataInputStream input = new DataInputStream(client.getInputStream());
      OutputStream output = client.getOutputStream();
      String request = readLine(input);
      Map<String, String> headers = new HashMap<>();
      for (String line = readLine(input); !line.isEmpty(); line = readLine(input)) {
        String[] parts = line.split(": ", 2);
        headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
      }
      requests.add(headers);
      if (!request.startsWith("GET " + path + " ")) {
        output.write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1));
        return;
      }
      output.write(
          ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  + "Sec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Accept: "
                  + accept(headers.getOrDefault("sec-websocket-key", ""))
                  + "\r\n\r\n")
              .getBytes(ISO_8859_1));
      try (Socket mqtt = new Socket(broker.getHost(), broker.getPort())) {
        start("gateway-broker", () -> toClient(mqtt.getInputStream(), output));
        toBroker(input, mqtt.getOutputStream());
      }
    }
  }

  private static String accept(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1")
              .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(ISO_8859_1));
      return Base64.getEncoder().encodeToString(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String readLine(InputStream input) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = input.read(); c != '\n'; c = input.read()) {
      if (c < 0) {
        throw new IOException("the client went away");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  private static void toBroker(DataInputStream input, OutputStream broker) throws IOException {
    while (true) {
      int first = input.readUnsignedByte();
      int length = input.readUnsignedByte() & 0x7f;
      if (length == 126) {
        length = input.readUnsignedShort();
      } else if (length == 127) {
        length = Math.toIntExact(input.readLong());
      }
      byte[] mask = input.readNBytes(4);
      byte[] data = input.readNBytes(length);
      for (int i = 0; i < data.length; i++) {
        data[i] ^= mask[i % 4];
      }
      if (first == CLOSE) {
        return;
      }
      if (first == BINARY || (first & 0x0f) == CONTINUATION || first == BINARY - LAST) {
        broker.write(data);
        broker.flush();
      }
    }
  }

  private static void toClient(InputStream broker, OutputStream output) throws IOException {
    byte[] bytes = new byte[64 * 1024];
    for (int n = broker.read(bytes); n >= 0; n = broker.read(bytes)) {
      for (int at = 0; at < n; at += FRAGMENT_BYTES) {
        int length = Math.min(FRAGMENT_BYTES, n - at);
        int type = at == 0 ? BINARY - LAST : CONTINUATION;
        output.write(at + length == n ? type | LAST : type);
        output.write(length);
        output.write(bytes, at, length);
        output.write(PING);
        output.write(0);
      }
      output.flush();
    }
    output.write(CLOSE);
    output.write(0);
    output.flush();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
