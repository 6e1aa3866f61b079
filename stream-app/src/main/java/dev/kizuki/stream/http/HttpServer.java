package dev.kizuki.stream.http;

import dev.kizuki.stream.config.Configuration.Http;
import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.lifecycle.ConcurrentClose;
import dev.kizuki.stream.lifecycle.Resources;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.LowResourceMonitor;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Serves endpoints over HTTP/1.1; Javalin answers all other paths. Slow clients do not delay other
 * clients: no thread waits for a client, and {@link ConnectionLimits} bound the number of
 * connections and the time of each.
 */
public final class HttpServer implements AutoCloseable {
  /** One thread accepts and selects connections. The others run the endpoints. */
  private static final int MAX_THREADS = 8;

  private static final int MIN_THREADS = 4;
  private static final int THREAD_IDLE_MS = 60_000;
  private static final long STOP_TIMEOUT_MS = 1000;
  private static final Duration STOP_LIMIT = Duration.ofSeconds(3);

  /** Bytes that the kernel holds for a client that reads slowly. Linux takes twice as much. */
  private static final int SEND_BUFFER = 64 * 1024;

  /** Connections that the kernel holds until the server accepts them. */
  private static final int BACKLOG = 512;

  private final EndpointHandler endpoints;
  private final ConnectionGuard guard;
  private final ServerSocketChannel socket;
  private final Javalin javalin;

  /**
   * Binds the port and starts to serve.
   *
   * @throws ConfigurationException if the port cannot be bound
   */
  public HttpServer(Http http, List<Endpoint> endpoints) {
    this(http, endpoints, config -> {});
  }

  /**
   * Binds the port and starts to serve, with further routes.
   *
   * @param routes adds routes to Javalin; a handler must not hold the server's threads
   * @throws ConfigurationException if the port cannot be bound
   */
  public HttpServer(Http http, List<Endpoint> endpoints, Consumer<JavalinConfig> routes) {
    this(http, endpoints, routes, ConnectionLimits.DEFAULT);
  }

  HttpServer(Http http, List<Endpoint> endpoints, ConnectionLimits limits) {
    this(http, endpoints, config -> {}, limits);
  }

  private HttpServer(
      Http http,
      List<Endpoint> endpoints,
      Consumer<JavalinConfig> routes,
      ConnectionLimits limits) {
    this.endpoints = new EndpointHandler(endpoints);
    guard = new ConnectionGuard(limits, System::nanoTime);
    socket = bind(http);
    javalin = Javalin.create(config -> configure(config, routes, limits));
    javalin.start();
  }

  private static ServerSocketChannel bind(Http http) {
    try {
      ServerSocketChannel channel = ServerSocketChannel.open();
      try {
        channel.socket().bind(new InetSocketAddress(http.host(), http.port()), BACKLOG);
        return channel;
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new ConfigurationException(
          "http.port %d on %s cannot be bound: %s"
              .formatted(http.port(), http.host(), e.getMessage()),
          e);
    }
  }

  private void configure(
      JavalinConfig config, Consumer<JavalinConfig> routes, ConnectionLimits limits) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.jetty.threadPool = threads();
    config.jetty.addConnector((server, settings) -> connector(server, settings, limits));
    config.jetty.modifyServer(this::protect);
    config.routes.exception(NotFoundResponse.class, this::explainPaths);
    routes.accept(config);
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool pool = new QueuedThreadPool(MAX_THREADS, MIN_THREADS, THREAD_IDLE_MS);
    pool.setName("http");
    pool.setDaemon(true);
    pool.setReservedThreads(0);
    pool.setStopTimeout(STOP_TIMEOUT_MS);
    return pool;
  }

  private Connector connector(Server server, HttpConfiguration settings, ConnectionLimits limits) {
    // one thread accepts and selects, so it accepts no more connections than it can serve
    ServerConnector connector =
        new ServerConnector(server, 0, 1, new HttpConnectionFactory(settings));
    connector.setIdleTimeout(limits.idle().toMillis());
    connector.setAcceptedSendBufferSize(SEND_BUFFER);
    connector.addEventListener(guard);
    try {
      connector.open(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return connector;
  }

  private void protect(Server server) {
    // under load, it would end connections that are within our limits
    server.removeBean(server.getBean(LowResourceMonitor.class));
    server.insertHandler(endpoints);
    server.insertHandler(guard);
  }

  private void explainPaths(NotFoundResponse e, Context context) {
    context
        .status(e.getStatus())
        .header(Header.CONNECTION, "close")
        .result("There is no such path. The paths are " + endpoints.paths() + ".\n");
  }

  /** The bound port. It differs from {@code http.port} if that is 0. */
  public int port() {
    return javalin.port();
  }

  /** The number of open connections. */
  int connections() {
    return guard.connections();
  }

  /** Closes every connection, also those with a request under way, within about a second. */
  @Override
  public void close() {
    // the connections are closed before Jetty stops, see OpenConnection.close
    Resources first = new Resources();
    first.add(guard::closeAll);
    first.add(socket);
    first.close();
    // Jetty has no limit for the time of a stop
    ConcurrentClose stop = new ConcurrentClose(STOP_LIMIT);
    stop.add("http", javalin::stop);
    stop.close();
  }
}
