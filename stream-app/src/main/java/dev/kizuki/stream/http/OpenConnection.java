package dev.kizuki.stream.http;

import java.util.function.LongSupplier;
import org.eclipse.jetty.io.Connection;

/**
 * The times of an open connection: whether an exchange is under way, and since when. Not
 * thread-safe.
 */
final class OpenConnection {
  private final Connection connection;
  private final LongSupplier clock;

  /** A new connection owes a request, so its first exchange begins at once. */
  private boolean exchanging = true;

  /** The time of the last change: an exchange began or ended. */
  private long since;

  private int requests;

  /** Whether the exchange under way may take any time. */
  private boolean openEnded;

  /** The number of received bytes when the last exchange ended. */
  private long bytesBefore;

  /**
   * @param clock the time in nanoseconds
   */
  OpenConnection(Connection connection, LongSupplier clock) {
    this.connection = connection;
    this.clock = clock;
    since = clock.getAsLong();
  }

  Connection connection() {
    return connection;
  }

  /**
   * Closes the connection. It closes the end point and not Jetty's connection: {@code
   * HttpConnection.close} waits for a write that is under way, and with Jetty 12.1.12 it was seen
   * to wait for ever when the client went away at the same moment.
   */
  void close() {
    connection.getEndPoint().close();
  }

  /** The whole head of a request has arrived. */
  void requestArrived() {
    beginExchange();
    requests++;
  }

  /** The answer is written, or cannot be written. */
  void exchangeEnded() {
    exchanging = false;
    openEnded = false;
    since = clock.getAsLong();
    bytesBefore = connection.getBytesIn();
  }

  private void beginExchange() {
    if (!exchanging) {
      exchanging = true;
      since = clock.getAsLong();
    }
  }

  /** Lets the exchange under way take any time. */
  void allowAnyTime() {
    openEnded = true;
  }

  /** The number of requests until now. */
  int requests() {
    return requests;
  }

  /** Begins an exchange if bytes have arrived since the last one. */
  void noticeBytes() {
    if (connection.getBytesIn() != bytesBefore) {
      beginExchange();
    }
  }

  /** Returns whether this connection has used up its time. */
  boolean isOverdue(ConnectionLimits limits) {
    if (openEnded) {
      return false;
    }
    long limit = (exchanging ? limits.exchange() : limits.idle()).toNanos();
    return clock.getAsLong() - since > limit;
  }
}
