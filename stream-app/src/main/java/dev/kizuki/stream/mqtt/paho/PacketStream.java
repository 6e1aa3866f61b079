package dev.kizuki.stream.mqtt.paho;

import dev.kizuki.stream.mqtt.Publication;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads MQTT 5 packets from the broker, and hands Paho only packets that it can read. Paho's
 * receiving thread dies of many invalid packets, for example of a control character in a topic.
 *
 * <ul>
 *   <li>The message of a PUBLISH (MQTT 5, section 3.3) is kept in {@link ArrivedMessages}. Paho
 *       gets a PUBLISH with a short ticket instead.
 *   <li>The answers to our packets are read by {@link BrokerPackets}, which shortens them.
 *   <li>Packets that the service does not need are dropped.
 * </ul>
 *
 * <p>Tickets are also a matter of speed, because Paho reads payloads byte by byte through a
 * synchronized stream. Paho needs 3 times as long for a PUBLISH of 784 bytes, 21 times for 10,000
 * bytes, and 102 times for 100,000 bytes (1.7 ms instead of 17 us), on two shared x86-64 cores with
 *
 * <pre>
 * mvn -Pjmh -Dquick -DskipTests -pl onnx-models,stream-app test -Djmh="Payload -f 1 -wi 3 -w 1 -i 5 -r 1"
 * </pre>
 */
final class PacketStream extends InputStream {
  private static final int PUBLISH = 3;
  private static final int PUBREC = 5;
  private static final int PUBREL = 6;
  private static final int PUBCOMP = 7;
  private static final int PINGRESP = 13;
  private static final int AUTH = 15;

  private static final int QOS_BITS = 0x06;
  private static final int MOST_LENGTH_BYTES = 4;

  /** The topic that Paho sees in each PUBLISH. */
  private static final byte TICKET_TOPIC = 't';

  private final PacketInput input;
  private final ArrivedMessages messages;
  private final BrokerPackets answers;
  private final PublishHeader publish = new PublishHeader();

  /** Topic, packet identifier and properties of a PUBLISH. */
  private byte[] header = new byte[256];

  /** The index of the packet identifier in {@link #header}. */
  private int idAt;

  /** Whether the beginning of the payload is known. */
  private boolean isPayloadFound;

  /** The packet that Paho reads now. */
  private byte[] packet = {};

  /** The number of bytes of the packet that Paho has read. */
  private int consumed;

  /** The payload of the ticket at the end of the packet; null after all of it has arrived. */
  private byte @Nullable [] arriving;

  private int arrived;

  PacketStream(InputStream input, ArrivedMessages messages, BrokerPackets answers) {
    this.input = new PacketInput(input);
    this.messages = messages;
    this.answers = answers;
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
    if (!hasPacket()) {
      return -1;
    }
    int n = Math.min(length, awaitReadable() - consumed);
    System.arraycopy(packet, consumed, target, offset, n);
    consumed += n;
    return n;
  }

  @Override
  public int available() throws IOException {
    return packet.length - consumed + input.available();
  }

  @Override
  public void close() throws IOException {
    input.close();
  }

  private boolean hasPacket() throws IOException {
    while (consumed == packet.length) {
      if (!input.awaitPacket()) {
        return false;
      }
      packet = nextPacket();
      consumed = 0;
    }
    return true;
  }

  /** Reads a packet and returns it as Paho gets it; empty if Paho does not get it. */
  private byte[] nextPacket() throws IOException {
    int first = input.readByte();
    int remaining = readVariableInteger();
    int type = first >> 4;
    return switch (type) {
      case PUBLISH -> publish(first, remaining);
      case BrokerPackets.CONNACK,
          BrokerPackets.PUBACK,
          BrokerPackets.SUBACK,
          BrokerPackets.UNSUBACK,
          BrokerPackets.DISCONNECT ->
          packet(type << 4, answers.forPaho(type, readBytes(remaining)));
      case PINGRESP -> {
        skip(remaining);
        yield packet(type << 4, new byte[0]);
      }
      case PUBREC, PUBREL, PUBCOMP, AUTH -> {
        // the service neither uses QoS 2 nor authenticates in several steps
        skip(remaining);
        yield new byte[0];
      }
      default ->
          throw new MalformedPacketException(
              "the broker sent a packet of type %d, which a client never gets".formatted(type));
    };
  }

  /** Reads a PUBLISH up to its payload, and returns the PUBLISH of its ticket. */
  private byte[] publish(int first, int remaining) throws IOException {
    int qos = (first & QOS_BITS) >> 1;
    if (qos > 1) {
      throw new MalformedPacketException(
          "the broker sent a message at QoS %d, and the subscription has QoS 1".formatted(qos));
    }
    int payloadBytes = remaining - readPublishHeader(remaining, qos);
    if (isPayloadFound) {
      arriving = new byte[payloadBytes];
    } else {
      skip(payloadBytes);
      arriving = new byte[0];
    }
    arrived = 0;
    return packet(first, ticketBody(qos));
  }

  private byte[] ticketBody(int qos) {
    byte[] ticket = messages.ticket();
    int idBytes = qos == 0 ? 0 : 2;
    byte[] body = new byte[4 + idBytes + ticket.length];
    body[1] = 1;
    body[2] = TICKET_TOPIC;
    System.arraycopy(header, idAt, body, 3, idBytes);
    System.arraycopy(ticket, 0, body, body.length - ticket.length, ticket.length);
    return body;
  }

  /**
   * Returns how many bytes of the packet Paho may read. A large payload can take longer than the
   * time that Paho waits for a ping response. Paho therefore gets one byte of the ticket for each
   * part of the payload, and sees that the broker is alive.
   */
  private int awaitReadable() throws IOException {
    while (arriving != null) {
      arrived += input.readBuffered(arriving, arrived, arriving.length - arrived);
      if (arrived == arriving.length) {
        messages.deposit(message(arriving));
        arriving = null;
      } else {
        long ticketBytes = (long) arrived * (ArrivedMessages.TICKET_BYTES - 1) / arriving.length;
        int readable = packet.length - ArrivedMessages.TICKET_BYTES + (int) ticketBytes;
        if (readable > consumed) {
          return readable;
        }
        input.awaitByte();
      }
    }
    return packet.length;
  }

  private ArrivedMessages.Arrived message(byte[] payload) {
    return new ArrivedMessages.Arrived(
        new Publication(publish.topic(), payload, publish.contentType(), publish.userProperties()),
        publish.defect());
  }

  /** Reads a variable byte integer (MQTT 5, section 1.5.5). */
  private int readVariableInteger() throws IOException {
    int value = 0;
    int digit = 0x80;
    for (int i = 0; (digit & 0x80) != 0; i++) {
      if (i == MOST_LENGTH_BYTES) {
        throw new MalformedPacketException("the length of a packet has more than four bytes");
      }
      digit = input.readByte();
      value |= (digit & 0x7f) << (7 * i);
    }
    return value;
  }

  /**
   * Reads topic, packet identifier and properties into {@link #publish}.
   *
   * @return their length in bytes
   * @throws MalformedPacketException if the message cannot even be acknowledged
   */
  private int readPublishHeader(int remaining, int qos) throws IOException {
    publish.clear();
    isPayloadFound = false;
    int length = Math.min(2, remaining);
    addToHeader(0, length);
    int topic = length < 2 ? remaining : (header[0] & 0xff) << 8 | (header[1] & 0xff);
    int idBytes = qos == 0 ? 0 : 2;
    if (topic + idBytes > remaining - length) {
      if (qos > 0) {
        throw new MalformedPacketException(
            "the broker sent a message that cannot be acknowledged: its topic is longer than its"
                + " packet");
      }
      publish.unreadable("the topic is longer than the packet");
      return length;
    }
    idAt = length + topic;
    addToHeader(length, topic + idBytes);
    publish.readTopic(header, length, topic);
    length += topic + idBytes;
    return readProperties(length, remaining);
  }

  private int readProperties(int start, int remaining) throws IOException {
    int length = start;
    int bytes = 0;
    int digit = 0x80;
    for (int i = 0; (digit & 0x80) != 0; i++) {
      if (i == MOST_LENGTH_BYTES || length == remaining) {
        publish.unreadable("the length of the properties is missing or has more than four bytes");
        return length;
      }
      addToHeader(length++, 1);
      digit = header[length - 1];
      bytes |= (digit & 0x7f) << (7 * i);
    }
    if (bytes > remaining - length) {
      publish.unreadable("the properties are longer than the packet");
      return length;
    }
    addToHeader(length, bytes);
    publish.readProperties(header, length, length + bytes);
    isPayloadFound = true;
    return length + bytes;
  }

  private void addToHeader(int length, int more) throws IOException {
    if (length + more > header.length) {
      header = Arrays.copyOf(header, 2 * (length + more));
    }
    input.readFully(header, length, more);
  }

  private byte[] readBytes(int length) throws IOException {
    byte[] bytes = new byte[length];
    input.readFully(bytes, 0, length);
    return bytes;
  }

  private void skip(int length) throws IOException {
    byte[] some = new byte[Math.min(length, 8192)];
    for (int left = length; left > 0; left -= some.length) {
      input.readFully(some, 0, Math.min(left, some.length));
    }
  }

  private static byte[] packet(int first, byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 + MOST_LENGTH_BYTES + body.length);
    bytes.write(first);
    int remaining = body.length;
    do {
      int digit = remaining & 0x7f;
      remaining >>>= 7;
      bytes.write(remaining > 0 ? digit | 0x80 : digit);
    } while (remaining > 0);
    bytes.writeBytes(body);
    return bytes.toByteArray();
  }
}
