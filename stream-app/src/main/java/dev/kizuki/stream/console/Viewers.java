package dev.kizuki.stream.console;

import dev.kizuki.stream.http.OpenEnded;
import dev.kizuki.stream.metrics.ConsoleMetrics;
import io.javalin.http.Context;
import io.javalin.http.Header;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the state of the plant to each new viewer, and once a second to all viewers what changed.
 * One thread makes both, so a viewer never gets an older state after a newer one.
 */
final class Viewers implements AutoCloseable {
  static final int MOST = 50;

  private static final Logger LOG = LoggerFactory.getLogger(Viewers.class);
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);
  private static final int RETRY_S = 30;

  private final PlantView view;
  private final ConsoleMetrics metrics;
  private final int most;
  private final Duration keepAlive;
  private final AtomicInteger count = new AtomicInteger();
  private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
  private final List<Viewer> joining = new ArrayList<>();
  private final ExecutorService writers =
      Executors.newCachedThreadPool(task -> daemon(task, "console-viewer"));
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "console-ticker"));

  Viewers(PlantView view, ConsoleMetrics metrics) {
    this(view, metrics, MOST, KEEP_ALIVE);
  }

  Viewers(PlantView view, ConsoleMetrics metrics, int most, Duration keepAlive) {
    this.view = view;
    this.metrics = metrics;
    this.most = most;
    this.keepAlive = keepAlive;
    metrics.bindViewers(count::get);
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Starts to send changes. */
  void start() {
    var unused = // tick() lets nothing through
        ticker.scheduleWithFixedDelay(
            this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Begins a stream of events.
   *
   * @throws Problem if there are too many viewers
   */
  void add(Context context) throws IOException {
    if (count.incrementAndGet() > most) {
      count.decrementAndGet();
      throw Problem.later(
          503,
          "%d pages are open, and no more are allowed".formatted(most),
          "Close pages that nobody looks at, or start another console with 'kizuki console'.",
          RETRY_S);
    }
    Viewer viewer;
    try {
      viewer = open(context);
    } catch (IOException | RuntimeException e) {
      count.decrementAndGet();
      throw e;
    }
    context.future(viewer::ended);
    writers.execute(() -> serve(viewer));
    synchronized (joining) {
      joining.add(viewer);
    }
    ticker.execute(this::admit);
  }

  private Viewer open(Context context) throws IOException {
    HttpServletRequest request = context.req();
    String accepted = context.header(Header.ACCEPT_ENCODING);
    boolean gzip = accepted != null && accepted.contains("gzip");
    context.contentType("text/event-stream; charset=utf-8");
    context.header(Header.CACHE_CONTROL, "no-store");
    // the reverse proxy nginx would keep events back
    context.header("X-Accel-Buffering", "no");
    if (gzip) {
      context.header(Header.CONTENT_ENCODING, "gzip");
    }
    OpenEnded answer = OpenEnded.begin(request);
    request.startAsync().setTimeout(0);
    context.res().flushBuffer();
    return new Viewer(answer, context.res().getOutputStream(), gzip, keepAlive, metrics::sentBytes);
  }

  private void serve(Viewer viewer) {
    try {
      viewer.run();
    } finally {
      viewers.remove(viewer);
      count.decrementAndGet();
    }
  }

  private void admit() {
    List<Viewer> fresh;
    synchronized (joining) {
      fresh = List.copyOf(joining);
      joining.clear();
    }
    if (!fresh.isEmpty()) {
      try {
        PlantEvent now = PlantEvent.of("now", view.now().json());
        fresh.forEach(viewer -> viewer.offer(now));
        viewers.addAll(fresh);
        // one that ended meanwhile would stay for ever
        viewers.removeIf(viewer -> viewer.ended().isDone());
      } catch (RuntimeException | Error e) {
        LOG.atError().setCause(e).log("the state cannot be sent; the pages connect again");
        fresh.forEach(Viewer::drop);
      }
    }
  }

  /** Sends to each viewer what changed since the last call. */
  void tick() {
    try {
      Plant changes = view.takeChanges();
      if (viewers.isEmpty()) {
        return;
      }
      PlantEvent event = PlantEvent.of("tick", changes.json());
      viewers.removeIf(viewer -> isTooSlow(viewer, event));
    } catch (RuntimeException | Error e) {
      LOG.atError().setCause(e).log("the changes of this second cannot be sent");
    }
  }

  private boolean isTooSlow(Viewer viewer, PlantEvent event) {
    if (viewer.offer(event)) {
      return false;
    }
    metrics.dropped();
    viewer.drop();
    return true;
  }

  /** The number of open streams. */
  int count() {
    return count.get();
  }

  @Override
  public void close() {
    ticker.shutdownNow();
    viewers.forEach(Viewer::drop);
    writers.shutdownNow();
  }
}
