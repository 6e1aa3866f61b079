package dev.kizuki.stream.mqtt.paho;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps the payloads of one connection while their tickets pass through Paho, see {@link
 * PayloadStream}. A ticket holds a random secret of the connection, so nobody outside can make one.
 */
final class Payloads {
  /** Payloads below this size pass through Paho; a ticket would gain nothing. */
  static final int SMALLEST = 64;

  static final int TICKET_BYTES = 2 * Long.BYTES;

  private final long secret = new SecureRandom().nextLong();
  private final AtomicLong next = new AtomicLong();
  private final Map<Long, byte[]> waiting = new ConcurrentHashMap<>();

  /** Makes the ticket of the next payload. */
  byte[] ticket() {
    return ByteBuffer.allocate(TICKET_BYTES).putLong(secret).putLong(next.get()).array();
  }

  /** Keeps the payload of the last ticket that was made. */
  void deposit(byte[] payload) {
    waiting.put(next.getAndIncrement(), payload);
  }

  /**
   * Returns the payload of a ticket, once. Anything that is not a ticket is itself the payload.
   *
   * @throws IllegalStateException if the payload of a ticket is not here
   */
  byte[] collect(byte[] ticket) {
    if (ticket.length != TICKET_BYTES) {
      return ticket;
    }
    ByteBuffer buffer = ByteBuffer.wrap(ticket);
    if (buffer.getLong() != secret) {
      return ticket;
    }
    byte[] payload = waiting.remove(buffer.getLong());
    if (payload == null) {
      throw new IllegalStateException("the payload of a message is missing");
    }
    return payload;
  }
}
