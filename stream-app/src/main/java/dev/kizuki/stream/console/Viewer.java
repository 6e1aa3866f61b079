package dev.kizuki.stream.console;

import dev.kizuki.stream.http.OpenEnded;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open stream of events. Only its own thread writes, so that events are never mixed. Events
 * wait in a short queue; a viewer whose queue is full is too slow.
 */
final class Viewer {
  static final int QUEUE = 10;

  private static final Logger LOG = LoggerFactory.getLogger(Viewer.class);

  private final OpenEnded connection;
  private final OutputStream out;
  private final boolean gzip;
  private final Duration keepAlive;
  private final LongConsumer sent;
  private final BlockingQueue<PlantEvent> waiting = new ArrayBlockingQueue<>(QUEUE);
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  private volatile boolean open = true;

  /**
   * @param keepAlive the time without an event after which a comment is sent
   * @param sent takes the number of bytes of each write
   */
  Viewer(
      OpenEnded connection, OutputStream out, boolean gzip, Duration keepAlive, LongConsumer sent) {
    this.connection = connection;
    this.out = out;
    this.gzip = gzip;
    this.keepAlive = keepAlive;
    this.sent = sent;
  }

  /** Completes when the stream has ended. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /**
   * Queues an event.
   *
   * @return false if the queue is full
   */
  boolean offer(PlantEvent event) {
    return waiting.offer(event);
  }

  /** Writes events until the viewer goes away or {@link #drop} is called. */
  void run() {
    try {
      if (gzip) {
        out.write(PlantEvent.GZIP_HEADER);
      }
      while (open) {
        PlantEvent event = waiting.poll(keepAlive.toMillis(), TimeUnit.MILLISECONDS);
        byte[] bytes = (event == null ? PlantEvent.KEEP_ALIVE : event).bytes(gzip);
        if (open) {
          out.write(bytes);
          out.flush();
          sent.accept(bytes.length);
        }
      }
    } catch (IOException e) {
      LOG.debug("a viewer went away: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended.complete(null);
    }
  }

  /** Ends the stream at once. The browser connects again and gets the whole state. */
  void drop() {
    open = false;
    connection.close();
    // wakes the thread; a full queue wakes it anyway
    var unused = waiting.offer(PlantEvent.KEEP_ALIVE);
  }
}
