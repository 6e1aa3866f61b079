package dev.kizuki.stream.http;

import java.util.function.LongSupplier;

/** An open connection: whether an exchange is under way, and since when. Thread-safe. */
final class OpenConnection {
  private final LongSupplier bytesIn;
  private final LongSupplier clock;

  /** A new connection owes a request, so its first exchange begins at once. */
  private boolean exchanging = true;

  private long since;
  private int requests;

  /** The number of received bytes when the last exchange ended. */
  private long bytesBefore;

  /**
   * @param bytesIn the number of bytes that the connection has received
   * @param clock the time in nanoseconds
   */
  OpenConnection(LongSupplier bytesIn, LongSupplier clock) {
    this.bytesIn = bytesIn;
    this.clock = clock;
    since = clock.getAsLong();
  }

  /**
   * The whole head of a request has arrived.
   *
   * @return the number of requests until now, this one included
   */
  synchronized int requestArrived() {
    beginExchange();
    requests++;
    return requests;
  }

  /** The answer is written, or cannot be written. */
  synchronized void exchangeEnded() {
    exchanging = false;
    since = clock.getAsLong();
    bytesBefore = bytesIn.getAsLong();
  }

  private void beginExchange() {
    if (!exchanging) {
      exchanging = true;
      since = clock.getAsLong();
    }
  }

  /** The time of the last change: an exchange began or ended. */
  synchronized long since() {
    return since;
  }

  /** Whether this connection has used up its time. */
  synchronized boolean isOverdue(ConnectionLimits limits) {
    if (bytesIn.getAsLong() != bytesBefore) {
      beginExchange();
    }
    long limit = (exchanging ? limits.exchange() : limits.idle()).toNanos();
    return clock.getAsLong() - since > limit;
  }
}
