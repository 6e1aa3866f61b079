package dev.kizuki.stream.http;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jetty.io.Connection;
import org.jspecify.annotations.Nullable;

/**
 * The open connections in two queues: those without a whole request, and those that await their
 * answer. If a queue is full, its oldest connection is closed. So slow requests do not displace
 * answers, and slow readers do not displace new connections. Thread-safe.
 */
final class OpenConnections {
  private final int limit;
  private final Map<Connection, OpenConnection> all = new HashMap<>();
  private final Set<OpenConnection> withoutRequest = new LinkedHashSet<>();
  private final Set<OpenConnection> withRequest = new LinkedHashSet<>();

  /** The number of connections that were closed because a queue was full. */
  private int surplus;

  /**
   * @param limit the greatest number of connections in each queue
   */
  OpenConnections(int limit) {
    this.limit = limit;
  }

  void opened(OpenConnection connection) {
    OpenConnection oldest;
    synchronized (this) {
      all.put(connection.connection(), connection);
      oldest = append(connection, withoutRequest);
    }
    close(oldest);
  }

  /**
   * The whole head of a request has arrived.
   *
   * @return null if the connection was closed meanwhile
   */
  @Nullable OpenConnection requestArrived(Connection key) {
    OpenConnection connection;
    OpenConnection oldest;
    synchronized (this) {
      connection = all.get(key);
      if (connection == null) {
        return null;
      }
      connection.requestArrived();
      withoutRequest.remove(connection);
      oldest = append(connection, withRequest);
    }
    close(oldest);
    return connection;
  }

  /** The answer is written, or cannot be written. */
  void exchangeEnded(OpenConnection connection) {
    OpenConnection oldest = null;
    synchronized (this) {
      connection.exchangeEnded();
      if (withRequest.remove(connection)) {
        oldest = append(connection, withoutRequest);
      }
    }
    close(oldest);
  }

  /**
   * Lets the exchange under way take any time. The connection leaves its queue, so it is not closed
   * when that is full. Only {@link #closeAll} closes it.
   */
  synchronized void allowAnyTime(OpenConnection connection) {
    connection.allowAnyTime();
    withRequest.remove(connection);
  }

  synchronized void closed(Connection key) {
    OpenConnection connection = all.remove(key);
    if (connection != null) {
      withoutRequest.remove(connection);
      withRequest.remove(connection);
    }
  }

  /** Returns the connection to close, which is in no queue any more. */
  private @Nullable OpenConnection append(OpenConnection connection, Set<OpenConnection> queue) {
    queue.add(connection);
    if (queue.size() <= limit) {
      return null;
    }
    surplus++;
    OpenConnection oldest = queue.iterator().next();
    closed(oldest.connection());
    return oldest;
  }

  /** Not within the lock: closing calls listeners, and fails the request that is under way. */
  private static void close(@Nullable OpenConnection connection) {
    if (connection != null) {
      connection.close();
    }
  }

  /** Closes each connection that has used up its time. */
  void closeOverdue(ConnectionLimits limits) {
    List<OpenConnection> overdue;
    synchronized (this) {
      all.values().forEach(OpenConnection::noticeBytes);
      overdue = all.values().stream().filter(each -> each.isOverdue(limits)).toList();
      overdue.forEach(each -> closed(each.connection()));
    }
    overdue.forEach(OpenConnections::close);
  }

  /** Closes all connections. */
  void closeAll() {
    List<OpenConnection> rest;
    synchronized (this) {
      rest = List.copyOf(all.values());
      rest.forEach(each -> closed(each.connection()));
    }
    rest.forEach(OpenConnections::close);
  }

  synchronized int size() {
    return all.size();
  }

  /** The number of connections that a full queue closed since the last call. */
  synchronized int takeSurplus() {
    int taken = surplus;
    surplus = 0;
    return taken;
  }
}
