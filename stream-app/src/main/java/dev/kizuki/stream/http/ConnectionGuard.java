package dev.kizuki.stream.http;

import dev.kizuki.stream.lifecycle.Periodic;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps slow clients from using up the server. It closes a connection that exceeds a time limit,
 * and the oldest connection if there are too many.
 *
 * <p>Jetty's own limits do not suffice. Its idle timeout starts again with each byte, and above its
 * limit of connections it accepts no new ones, so health checks would wait behind slow clients.
 */
final class ConnectionGuard extends Handler.Wrapper implements Connection.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(ConnectionGuard.class);
  private static final Duration CHECK = Duration.ofMillis(500);
  private static final long REPORT_NS = Duration.ofMinutes(1).toNanos();

  private final ConnectionLimits limits;
  private final LongSupplier clock;
  private final OpenConnections open;
  private final Periodic checks = new Periodic("http-limits", CHECK, this::check);

  /** Used by {@link #check} only. */
  private long lastReport;

  /**
   * @param clock the time in nanoseconds, for example {@code System::nanoTime}
   */
  ConnectionGuard(ConnectionLimits limits, LongSupplier clock) {
    this.limits = limits;
    this.clock = clock;
    open = new OpenConnections(limits.connections());
    lastReport = clock.getAsLong() - REPORT_NS;
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    checks.start(CHECK);
  }

  @Override
  protected void doStop() throws Exception {
    checks.close();
    super.doStop();
  }

  @Override
  public void onOpened(Connection connection) {
    open.opened(new OpenConnection(connection, clock));
  }

  @Override
  public void onClosed(Connection connection) {
    open.closed(connection);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    OpenConnection connection =
        open.requestArrived(request.getConnectionMetaData().getConnection());
    if (connection != null) {
      if (connection.requests() >= limits.requests()) {
        response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
      }
      Request.addCompletionListener(request, failure -> open.exchangeEnded(connection));
      request.setAttribute(OpenEnded.ATTRIBUTE, new OpenEnded(open, connection));
    }
    return super.handle(request, response, callback);
  }

  /** Closes all connections. */
  void closeAll() {
    open.closeAll();
  }

  /** The number of open connections. */
  int connections() {
    return open.size();
  }

  private void check() {
    open.closeOverdue(limits);
    if (clock.getAsLong() - lastReport > REPORT_NS) {
      lastReport = clock.getAsLong();
      report(open.takeSurplus());
    }
  }

  private void report(int closed) {
    if (closed > 0) {
      LOG.atWarn()
          .addKeyValue("closed", closed)
          .addKeyValue("limit", limits.connections())
          .log("too many HTTP connections: the oldest were closed");
    }
  }
}
