package dev.kizuki.stream.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A text that is rendered on a thread of its own, at most ten times a second. All requests that
 * wait get the same text. Its rendering begins after the request, so the text is never older than
 * the request. Many requests thus cost no more CPU time and memory than ten a second.
 */
final class SharedText implements AutoCloseable {
  static final Duration PAUSE = Duration.ofMillis(100);

  private final Supplier<String> text;
  private final ScheduledExecutorService executor;

  /** The rendering that has not begun yet, if requests wait for one. */
  private @Nullable CompletableFuture<byte[]> next;

  private long lastBegin = System.nanoTime() - PAUSE.toNanos();

  /**
   * @param thread the name of the thread
   */
  SharedText(String thread, Supplier<String> text) {
    this.text = text;
    executor =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread made = new Thread(task, thread);
              made.setDaemon(true);
              return made;
            });
  }

  /** The next rendering, UTF-8. It fails if the rendering throws. */
  synchronized CompletableFuture<byte[]> next() {
    if (next == null) {
      CompletableFuture<byte[]> rendering = new CompletableFuture<>();
      long delay = lastBegin + PAUSE.toNanos() - System.nanoTime();
      var unused = // the rendering itself tells of a failure
          executor.schedule(() -> render(rendering), Math.max(0, delay), TimeUnit.NANOSECONDS);
      next = rendering;
    }
    return next;
  }

  private void render(CompletableFuture<byte[]> rendering) {
    synchronized (this) {
      next = null;
      lastBegin = System.nanoTime();
    }
    try {
      rendering.complete(text.get().getBytes(UTF_8));
    } catch (RuntimeException | Error e) {
      rendering.completeExceptionally(e);
    }
  }

  /** Ends the thread. Requests that wait get no answer. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
