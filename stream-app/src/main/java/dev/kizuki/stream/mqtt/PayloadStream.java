package dev.kizuki.stream.mqtt;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;

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

  /** The rest of the packet that is being handed out. */
  private byte[] packet = {};

  private int handedOut;

  PayloadStream(InputStream input, Payloads payloads) {
    this.input = input;
    this.payloads = payloads;
  }

  @Override
  public int read() throws IOException {
    return hasPacket() ? packet[handedOut++] & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!hasPacket()) {
      return -1;
    }
    int n = Math.min(length, packet.length - handedOut);
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
    int remaining = 0;
    for (int i = 0, more = 0x80; more != 0; i++) {
      if (i == MOST_LENGTH_BYTES) {
        throw new IOException("a packet's length has more than four bytes");
      }
      int digit = one();
      remaining |= (digit & 0x7f) << (7 * i);
      more = digit & 0x80;
    }
    byte[] body = new byte[remaining];
    readFully(body);
    if (first >> 4 == PUBLISH) {
      int header = publishHeader(body, (first & QOS_BITS) != 0);
      if (header >= 0 && remaining - header >= Payloads.SMALLEST) {
        byte[] payload = new byte[remaining - header];
        System.arraycopy(body, header, payload, 0, payload.length);
        return packet(first, body, header, payloads.deposit(payload));
      }
    }
    return packet(first, body, remaining, new byte[0]);
  }

  /**
   * The length of topic, packet identifier and properties.
   *
   * @return -1 if they do not fit into the packet: Paho is to say so
   */
  private static int publishHeader(byte[] body, boolean hasIdentifier) {
    if (body.length < 2) {
      return -1;
    }
    int position = 2 + ((body[0] & 0xff) << 8 | (body[1] & 0xff)) + (hasIdentifier ? 2 : 0);
    int properties = 0;
    for (int i = 0, more = 0x80; more != 0; i++) {
      if (i == MOST_LENGTH_BYTES || position >= body.length) {
        return -1;
      }
      properties |= (body[position] & 0x7f) << (7 * i);
      more = body[position++] & 0x80;
    }
    return properties <= body.length - position ? position + properties : -1;
  }

  private static byte[] packet(int first, byte[] body, int length, byte[] payload) {
    ByteArrayOutputStream packet =
        new ByteArrayOutputStream(1 + MOST_LENGTH_BYTES + length + payload.length);
    packet.write(first);
    int remaining = length + payload.length;
    do {
      int digit = remaining & 0x7f;
      remaining >>>= 7;
      packet.write(remaining > 0 ? digit | 0x80 : digit);
    } while (remaining > 0);
    packet.write(body, 0, length);
    packet.writeBytes(payload);
    return packet.toByteArray();
  }

  private int one() throws IOException {
    while (at == end) {
      fillWithinPacket();
    }
    return buffer[at++] & 0xff;
  }

  private void readFully(byte[] target) throws IOException {
    int done = 0;
    while (done < target.length) {
      if (at == end) {
        fillWithinPacket();
      }
      int n = Math.min(end - at, target.length - done);
      System.arraycopy(buffer, at, target, done, n);
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
