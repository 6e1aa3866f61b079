package dev.kizuki.stream.mqtt.paho;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * A local server that answers each MQTT packet with prepared bytes, valid or not. It takes one
 * connection after the other. Packet types are those of MQTT 5, section 2.1.2.
 */
final class ScriptedBroker implements AutoCloseable {
  static final int CONNECT = 1;
  static final int PUBLISH = 3;
  static final int PUBACK = 4;
  static final int SUBSCRIBE = 8;
  static final int UNSUBSCRIBE = 10;
  static final int PINGREQ = 12;

  private final ServerSocket server;
  private final Map<Integer, UnaryOperator<byte[]>> answers = new ConcurrentHashMap<>();
  private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
  private final BlockingQueue<Socket> clients = new LinkedBlockingQueue<>();

  /** Accepts connections, subscriptions and pings. */
  ScriptedBroker() throws IOException {
    this(new ServerSocket(0, 10, InetAddress.getLoopbackAddress()));
  }

  /**
   * Accepts connections, subscriptions and pings.
   *
   * @param server a socket that listens; this object closes it
   */
  ScriptedBroker(ServerSocket server) {
    this.server = server;
    answer(CONNECT, packet(0x20, 0, 0, 0));
    answers.put(SUBSCRIBE, subscribe -> packet(0x90, subscribe[2], subscribe[3], 0, 1));
    answer(PINGREQ, packet(0xd0));
    Thread thread = new Thread(this::serve, "scripted-broker");
    thread.setDaemon(true);
    thread.start();
  }

  /** Answers each packet of a type with these bytes. */
  ScriptedBroker answer(int type, byte[] bytes) {
    answers.put(type, any -> bytes);
    return this;
  }

  /** Answers each packet of a type, which is given whole, with the length in one byte. */
  ScriptedBroker answer(int type, UnaryOperator<byte[]> answer) {
    answers.put(type, answer);
    return this;
  }

  URI address() {
    return URI.create("tcp://127.0.0.1:" + server.getLocalPort());
  }

  int port() {
    return server.getLocalPort();
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        clients.add(socket);
        serve(socket);
      } catch (IOException e) {
        // the connection or the broker is closed
      }
    }
  }

  private void serve(Socket socket) throws IOException {
    DataInputStream input = new DataInputStream(socket.getInputStream());
    while (true) {
      byte[] packet = readPacket(input);
      received.add(packet);
      UnaryOperator<byte[]> answer = answers.get((packet[0] & 0xff) >> 4);
      if (answer != null) {
        send(socket, answer.apply(packet));
      }
    }
  }

  private static byte[] readPacket(DataInputStream input) throws IOException {
    int first = input.readUnsignedByte();
    int length = 0;
    int digit = 0x80;
    for (int shift = 0; (digit & 0x80) != 0; shift += 7) {
      digit = input.readUnsignedByte();
      length |= (digit & 0x7f) << shift;
    }
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(first);
    packet.write(length);
    packet.writeBytes(input.readNBytes(length));
    return packet.toByteArray();
  }

  private static synchronized void send(Socket socket, byte[] bytes) throws IOException {
    OutputStream output = socket.getOutputStream();
    output.write(bytes);
    output.flush();
  }

  /** Sends bytes to the client that connected first, or next. */
  void send(byte[] bytes) throws Exception {
    send(client(), bytes);
  }

  /** Closes the connection of the client. */
  void hangUp() throws Exception {
    Socket socket = client();
    clients.remove(socket);
    socket.close();
  }

  private Socket client() throws InterruptedException {
    Socket socket = clients.poll(30, TimeUnit.SECONDS);
    if (socket == null) {
      throw new AssertionError("no client connected");
    }
    clients.add(socket);
    return socket;
  }

  /** Waits for the next packet of a type and drops those before it. */
  byte[] await(int type) throws InterruptedException {
    while (true) {
      byte[] packet = received.poll(30, TimeUnit.SECONDS);
      if (packet == null) {
        throw new AssertionError("no packet of type " + type);
      }
      if ((packet[0] & 0xff) >> 4 == type) {
        return packet;
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : clients) {
      socket.close();
    }
  }

  /** A packet with a first byte and a body of less than 128 bytes. */
  static byte[] packet(int first, int... body) {
    byte[] bytes = new byte[2 + body.length];
    bytes[0] = (byte) first;
    bytes[1] = (byte) body.length;
    for (int i = 0; i < body.length; i++) {
      bytes[2 + i] = (byte) body[i];
    }
    return bytes;
  }

  /** A packet with a first byte and any body. */
  static byte[] packet(int first, byte[] body) {
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(first);
    int remaining = body.length;
    do {
      int digit = remaining & 0x7f;
      remaining >>>= 7;
      packet.write(remaining > 0 ? digit | 0x80 : digit);
    } while (remaining > 0);
    packet.writeBytes(body);
    return packet.toByteArray();
  }

  /** A PUBLISH at QoS 1 with properties of less than 128 bytes. */
  static byte[] publish(byte[] topic, int packetId, byte[] properties, byte[] payload) {
    return packet(
        0x32,
        concatenated(
            text(topic),
            new byte[] {(byte) (packetId >> 8), (byte) packetId, (byte) properties.length},
            properties,
            payload));
  }

  static byte[] publish(String topic, int packetId, byte[] properties, byte[] payload) {
    return publish(topic.getBytes(UTF_8), packetId, properties, payload);
  }

  /** A text with its length in two bytes. */
  static byte[] text(byte[] bytes) {
    return concatenated(new byte[] {(byte) (bytes.length >> 8), (byte) bytes.length}, bytes);
  }

  static byte[] text(String text) {
    return text(text.getBytes(UTF_8));
  }

  /** A property whose value is one text. */
  static byte[] property(int identifier, byte[] text) {
    return concatenated(new byte[] {(byte) identifier}, text(text));
  }

  static byte[] userProperty(byte[] name, byte[] value) {
    return concatenated(new byte[] {0x26}, text(name), text(value));
  }

  static byte[] concatenated(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
