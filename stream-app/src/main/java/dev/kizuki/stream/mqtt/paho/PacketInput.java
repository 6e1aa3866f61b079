package dev.kizuki.stream.mqtt.paho;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A buffered input for MQTT packets. Within a packet it waits through socket timeouts, because a
 * timeout would lose the part that is read. A dead connection is closed by {@link Pings}.
 */
final class PacketInput {
  private static final Logger LOG = LoggerFactory.getLogger(PacketInput.class);
  private static final int BUFFER_BYTES = 64 * 1024;

  private final InputStream input;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int at;
  private int end;

  PacketInput(InputStream input) {
    this.input = input;
  }

  /**
   * Waits for the first byte of a packet.
   *
   * @return false at the end of the connection
   * @throws SocketTimeoutException if nothing came in time; Paho then checks whether it must stop
   */
  boolean awaitPacket() throws IOException {
    return at < end || fill();
  }

  /** Reads the next byte of a packet, 0 to 255. */
  int readByte() throws IOException {
    awaitByte();
    return buffer[at++] & 0xff;
  }

  /** Reads bytes of a packet. */
  void readFully(byte[] target, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      awaitByte();
      done += readBuffered(target, offset + done, length - done);
    }
  }

  /** Waits for more bytes of a packet. */
  void awaitByte() throws IOException {
    while (at == end) {
      try {
        if (!fill()) {
          throw new EOFException("the connection ended within a packet");
        }
      } catch (SocketTimeoutException e) {
        LOG.trace("the rest of the packet is still to come", e);
      }
    }
  }

  /** Reads what is here already, and returns the number of bytes. */
  int readBuffered(byte[] target, int offset, int length) {
    int n = Math.min(end - at, length);
    System.arraycopy(buffer, at, target, offset, n);
    at += n;
    return n;
  }

  /** The bytes that can be read without waiting. */
  int available() throws IOException {
    return end - at + input.available();
  }

  void close() throws IOException {
    input.close();
  }

  private boolean fill() throws IOException {
    int n = input.read(buffer);
    at = 0;
    end = Math.max(0, n);
    return n > 0;
  }
}
