package dev.kizuki.stream.recalibration;

import java.util.Collections;
import java.util.PriorityQueue;

/**
 * Draws a fixed number of images from a stream of unknown length. Each image has a number that
 * follows from its place in Kafka alone, and the images with the smallest numbers are drawn. So the
 * lot knows nothing of an image, and gives the same result each time. Not thread-safe.
 */
final class ImageLot {
  private final int most;
  private final PriorityQueue<Long> smallest = new PriorityQueue<>(Collections.reverseOrder());

  /**
   * @param most the number of images to draw, at least 1
   */
  ImageLot(int most) {
    this.most = most;
  }

  /**
   * Offers an image.
   *
   * @return whether it is drawn so far; a later image can replace it
   */
  boolean offer(int partition, long offset) {
    long number = number(partition, offset);
    if (smallest.size() == most) {
      if (number >= largest()) {
        return false;
      }
      smallest.poll();
    }
    smallest.add(number);
    return true;
  }

  /** Returns whether an image that was offered is among those that are drawn. */
  boolean holds(int partition, long offset) {
    return !smallest.isEmpty() && number(partition, offset) <= largest();
  }

  /** The number of images that are drawn. */
  int size() {
    return smallest.size();
  }

  private long largest() {
    Long largest = smallest.peek();
    return largest == null ? Long.MIN_VALUE : largest;
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014). */
  private static long number(int partition, long offset) {
    long z = offset * 0x9E3779B97F4A7C15L + partition * 0xD1B54A32D192ED03L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
