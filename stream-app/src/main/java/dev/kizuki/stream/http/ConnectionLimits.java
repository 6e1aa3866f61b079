package dev.kizuki.stream.http;

import java.time.Duration;

/**
 * Limits for the connections of {@link HttpServer}.
 *
 * @param connections the greatest number of connections without a whole request, and the greatest
 *     number of connections that await their answer; one more closes the oldest of its kind
 * @param requests the greatest number of requests over one connection. A client may send many at
 *     once without reading the answers (pipelining), and a thread then answers all of them.
 * @param exchange the longest time for one exchange: from the first byte of a request, or from the
 *     opening of the connection, to the last byte of the answer
 * @param idle the longest time between an answer and the next request
 */
record ConnectionLimits(int connections, int requests, Duration exchange, Duration idle) {
  /** Prometheus keeps its connection between two scrapes, which are up to one minute apart. */
  static final ConnectionLimits DEFAULT =
      new ConnectionLimits(500, 20, Duration.ofSeconds(10), Duration.ofSeconds(90));
}
