package dev.kizuki.stream.bridge;

import java.util.concurrent.Semaphore;

/**
 * Limits the images on their way into Kafka, by number and by memory. At a limit the MQTT client
 * waits, and the broker keeps the images.
 */
final class Backpressure {
  private static final int KIB = 1024;
  private static final int MOST_KIB = 64 * KIB;

  private final Semaphore images;
  private final Semaphore memory = new Semaphore(MOST_KIB);

  /**
   * @param mostImages the MQTT receive maximum; mosquitto was seen to send more than that
   */
  Backpressure(int mostImages) {
    this.images = new Semaphore(mostImages);
  }

  /** Waits until there is room for one more image. */
  void acquire(int bytes) {
    images.acquireUninterruptibly();
    memory.acquireUninterruptibly(kib(bytes));
  }

  /** Frees the room of one image. */
  void release(int bytes) {
    images.release();
    memory.release(kib(bytes));
  }

  /** An image larger than all the memory takes all of it. */
  private static int kib(int bytes) {
    return Math.min(MOST_KIB, 1 + bytes / KIB);
  }
}
