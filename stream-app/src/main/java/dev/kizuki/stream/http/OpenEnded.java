package dev.kizuki.stream.http;

import jakarta.servlet.http.HttpServletRequest;

/**
 * An answer that has no limit in time, for example a stream of events. The caller must bound the
 * number of such answers, because {@link ConnectionLimits} does not count them.
 */
public final class OpenEnded implements AutoCloseable {
  static final String ATTRIBUTE = OpenEnded.class.getName();

  private final OpenConnections connections;
  private final OpenConnection connection;

  OpenEnded(OpenConnections connections, OpenConnection connection) {
    this.connections = connections;
    this.connection = connection;
  }

  /**
   * Takes the limits from the answer to a request.
   *
   * @throws IllegalStateException if the connection was closed before
   */
  public static OpenEnded begin(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof OpenEnded answer) {
      answer.connections.allowAnyTime(answer.connection);
      return answer;
    }
    throw new IllegalStateException("the connection is closed");
  }

  /** Closes the connection at once, also when a write waits for the client. */
  @Override
  public void close() {
    connection.close();
  }
}
