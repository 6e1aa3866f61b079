package dev.kizuki.stream.mqtt.paho;

import dev.kizuki.stream.mqtt.Publication;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps the messages of one connection while their tickets pass through Paho, see {@link
 * PacketStream}.
 */
final class ArrivedMessages {
  static final int TICKET_BYTES = 2 * Long.BYTES;

  private final AtomicLong next = new AtomicLong();
  private final Map<Long, Arrived> waiting = new ConcurrentHashMap<>();

  /**
   * A message that arrived.
   *
   * @param defect how the message breaks MQTT 5; empty if it does not
   */
  record Arrived(Publication publication, String defect) {}

  /** Makes the ticket of the next message. */
  byte[] ticket() {
    return ByteBuffer.allocate(TICKET_BYTES).putLong(next.get()).array();
  }

  /** Keeps the message of the last ticket that was made. */
  void deposit(Arrived message) {
    waiting.put(next.getAndIncrement(), message);
  }

  /**
   * Returns the message of a ticket, once.
   *
   * @throws IllegalStateException if the message of a ticket is not here
   */
  Arrived collect(byte[] ticket) {
    Arrived message =
        ticket.length == TICKET_BYTES ? waiting.remove(ByteBuffer.wrap(ticket).getLong()) : null;
    if (message == null) {
      throw new IllegalStateException("a message is missing behind its ticket");
    }
    return message;
  }
}
