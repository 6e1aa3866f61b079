package dev.kizuki.stream.bridge;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Acknowledges images to the MQTT broker in the order in which they arrived, whatever the order in
 * which Kafka stores them (MQTT 5, section 4.6).
 */
final class Acknowledgements {
  private final Consumer<PendingImage> released;

  // guarded by this
  private final Deque<PendingImage> inOrder = new ArrayDeque<>();
  private final Set<PendingImage> settled = new HashSet<>();
  private boolean stopped;

  /**
   * @param released called with each image before the image is acknowledged
   */
  Acknowledgements(Consumer<PendingImage> released) {
    this.released = released;
  }

  /**
   * Takes an image that arrived.
   *
   * @return false after {@link #stop}: the image is not acknowledged, so the broker delivers it
   *     again
   */
  synchronized boolean add(PendingImage image) {
    if (stopped) {
      return false;
    }
    inOrder.add(image);
    return true;
  }

  /**
   * Kafka has the image, or the connection that delivered it is gone. Acknowledges this image and
   * those behind it that are settled, if no earlier image is missing.
   */
  synchronized void settle(PendingImage image) {
    settled.add(image);
    for (PendingImage head = inOrder.peek();
        head != null && settled.remove(head);
        head = inOrder.peek()) {
      inOrder.remove();
      released.accept(head);
      head.delivery().acknowledge();
    }
    if (inOrder.isEmpty()) {
      notifyAll();
    }
  }

  /** The number of images that are not acknowledged yet. */
  synchronized int waiting() {
    return inOrder.size();
  }

  /** Takes no more images. */
  synchronized void stop() {
    stopped = true;
  }

  /**
   * Waits until all images are acknowledged.
   *
   * @return whether they are
   */
  synchronized boolean awaitAll(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    while (!inOrder.isEmpty()) {
      long leftMs = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (leftMs <= 0) {
        return false;
      }
      wait(leftMs);
    }
    return true;
  }
}
