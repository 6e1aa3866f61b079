package dev.kizuki.stream.mqtt.paho;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * MQTT 5 packets as they come from the broker, with a ticket in place of each larger payload of a
 * PUBLISH (MQTT 5, section 3.3); all else passes as it is.
 */
final class PayloadStream extends InputStream {
  private static final int PUBLISH = 3;
  private static final int QOS_BITS = 0x06;
  private static final int MOST_LENGTH_BYTES = 4;
  private static final int BUFFER = 64 * 1024;

  private final InputStream input;
  private final Payloads payloads;
  private final byte[] buffer = new byte[BUFFER];
  private int at;
  private int end;

  /** Topic, packet identifier and properties of a PUBLISH. */
  private byte[] header = new byte[256];

  /** The packet that is being handed out. */
  private byte[] packet = {};

  private int handedOut;

  /** The payload that the ticket at the packet's end stands for, until it is there. */
  private byte @Nullable [] arriving;

  private int arrived;

  PayloadStream(InputStream input, Payloads payloads) {
    this.input = input;
    this.payloads = payloads;
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
    int n = Math.min(length, awaitReadable() - handedOut);
    System.arraycopy(packet, handedOut, target, offset, n);
    handedOut += n;
    return n;
  }

  @Override
  public int available() throws IOException {
    return packet.length - handedOut + end - at + input.available();
  }

  @Override
  public void close() throws IOException {
    input.close();
  }

  private boolean hasPacket() throws IOException {
    if (handedOut < packet.length) {
      return true;
    }
    // between packets a timeout is Paho's: it looks whether it is to stop
    if (at == end && !fill()) {
      return false;
    }
    packet = next();
    handedOut = 0;
    return true;
  }

  private byte[] next() throws IOException {
    int first = one();
    int remaining = variableInteger();
    if (first >> 4 == PUBLISH) {
      int length = publishHeader(remaining, (first & QOS_BITS) != 0);
      if (remaining - length >= Payloads.SMALLEST) {
        arriving = new byte[remaining - length];
        arrived = 0;
        return packet(first, length, payloads.ticket());
      }
      return packet(first, length, bytes(remaining - length));
    }
    return packet(first, 0, bytes(remaining));
  }

  /**
   * How much of the packet may be handed out. A large payload can take longer than the broker's
   * answer to a ping may: Paho gets a byte of the ticket for each part of it, and sees that the
   * broker lives.
   */
  private int awaitReadable() throws IOException {
    while (arriving != null) {
      int n = Math.min(end - at, arriving.length - arrived);
      System.arraycopy(buffer, at, arriving, arrived, n);
      at += n;
      arrived += n;
      if (arrived == arriving.length) {
        payloads.deposit(arriving);
        arriving = null;
      } else {
        long parts = (long) arrived * (Payloads.TICKET_BYTES - 1) / arriving.length;
        int readable = packet.length - Payloads.TICKET_BYTES + (int) parts;
        if (readable > handedOut) {
          return readable;
        }
        fillWithinPacket();
      }
    }
    return packet.length;
  }

  /** MQTT 5, section 1.5.5. */
  private int variableInteger() throws IOException {
    int value = 0;
    int digit = 0x80;
    for (int i = 0; (digit & 0x80) != 0; i++) {
      if (i == MOST_LENGTH_BYTES) {
        throw new IOException("a packet's length has more than four bytes");
      }
      digit = one();
      value |= (digit & 0x7f) << (7 * i);
    }
    return value;
  }

  /**
   * Reads topic, packet identifier and properties into {@link #header}.
   *
   * @return their length
   */
  private int publishHeader(int remaining, boolean hasIdentifier) throws IOException {
    int length = addToHeader(0, 2, remaining);
    int topic = (header[0] & 0xff) << 8 | (header[1] & 0xff);
    length = addToHeader(length, topic + (hasIdentifier ? 2 : 0), remaining);
    int properties = 0;
    int digit = 0x80;
    for (int i = 0; (digit & 0x80) != 0; i++) {
      if (i == MOST_LENGTH_BYTES) {
        throw new IOException("the length of the properties has more than four bytes");
      }
      length = addToHeader(length, 1, remaining);
      digit = header[length - 1];
      properties |= (digit & 0x7f) << (7 * i);
    }
    return addToHeader(length, properties, remaining);
  }

  private int addToHeader(int length, int more, int remaining) throws IOException {
    if (more > remaining - length) {
      throw new IOException("a PUBLISH is shorter than its topic and properties");
    }
    if (length + more > header.length) {
      header = Arrays.copyOf(header, 2 * (length + more));
    }
    readFully(header, length, more);
    return length + more;
  }

  private byte[] bytes(int length) throws IOException {
    byte[] bytes = new byte[length];
    readFully(bytes, 0, length);
    return bytes;
  }

  /** With so much of {@link #header}, and something behind it. */
  private byte[] packet(int first, int headerLength, byte[] rest) {
    ByteArrayOutputStream bytes =
        new ByteArrayOutputStream(1 + MOST_LENGTH_BYTES + headerLength + rest.length);
    bytes.write(first);
    int remaining = headerLength + rest.length;
    do {
      int digit = remaining & 0x7f;
      remaining >>>= 7;
      bytes.write(remaining > 0 ? digit | 0x80 : digit);
    } while (remaining > 0);
    bytes.write(header, 0, headerLength);
    bytes.writeBytes(rest);
    return bytes.toByteArray();
  }

  private int one() throws IOException {
    while (at == end) {
      fillWithinPacket();
    }
    return buffer[at++] & 0xff;
  }

  private void readFully(byte[] target, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      if (at == end) {
        fillWithinPacket();
      }
      int n = Math.min(end - at, length - done);
      System.arraycopy(buffer, at, target, offset + done, n);
      at += n;
      done += n;
    }
  }

  /** A timeout here would lose what was read; a connection that is dead is closed by the pings. */
  private void fillWithinPacket() throws IOException {
    boolean waiting = true;
    while (waiting) {
      try {
        if (!fill()) {
          throw new EOFException("the connection ended within a packet");
        }
        waiting = false;
      } catch (SocketTimeoutException e) {
        waiting = true;
      }
    }
  }

  private boolean fill() throws IOException {
    int n = input.read(buffer);
    at = 0;
    end = Math.max(0, n);
    return n > 0;
  }
}
