package dev.kizuki.model;

import java.util.Arrays;

/**
 * Finds regions on a grid. Each array holds one byte for each place, 1 for a place that belongs to
 * a set and 0 for another. The grid has a frame of one more place on each side, which never belongs
 * to a set, so that every place has neighbours. Used once.
 */
final class Mask {
  private final int height;
  private final int width;
  private final int stride;
  private final int[] queue;

  /**
   * @param height the rows without the frame
   * @param width the columns without the frame
   */
  Mask(int height, int width) {
    this.height = height;
    this.width = width;
    this.stride = width + 2;
    this.queue = new int[(height + 2) * stride];
  }

  /** Returns a grid with no places. */
  byte[] empty() {
    return new byte[queue.length];
  }

  /** Returns the index of the first place of a row. */
  int row(int row) {
    return (row + 1) * stride + 1;
  }

  /**
   * Closes gaps of up to two places, takes the largest connected region, and fills its holes.
   * Places are neighbours if they share a side.
   *
   * @return the region; it may have no place
   */
  byte[] largestFilledRegion(byte[] places) {
    byte[] region = largestRegion(grown(places));
    byte[] outside = grown(outside(region));
    byte[] filled = empty();
    for (int y = 0; y < height; y++) {
      for (int i = row(y), end = i + width; i < end; i++) {
        filled[i] = (byte) (1 - outside[i]);
      }
    }
    return filled;
  }

  private byte[] largestRegion(byte[] places) {
    byte[] open = places.clone();
    int[] largest = {};
    for (int i = 0; i < open.length; i++) {
      int size = flood(i, open);
      if (size > largest.length) {
        largest = Arrays.copyOf(queue, size);
      }
    }
    byte[] region = empty();
    for (int place : largest) {
      region[place] = 1;
    }
    return region;
  }

  /** Returns the places from which the grid's edge can be reached without crossing a region. */
  private byte[] outside(byte[] region) {
    byte[] open = empty();
    for (int y = 0; y < height; y++) {
      for (int i = row(y), end = i + width; i < end; i++) {
        open[i] = (byte) (1 - region[i]);
      }
    }
    byte[] outside = open.clone();
    for (int x = 0; x < width; x++) {
      flood(row(0) + x, open);
      flood(row(height - 1) + x, open);
    }
    for (int y = 0; y < height; y++) {
      flood(row(y), open);
      flood(row(y) + width - 1, open);
    }
    for (int i = 0; i < outside.length; i++) {
      outside[i] -= open[i];
    }
    return outside;
  }

  /**
   * Removes a place and all that are connected with it from a set. Their indices are in {@link
   * #queue}.
   *
   * @return the number of removed places; 0 if the place is not in the set
   */
  private int flood(int first, byte[] open) {
    int size = enqueue(first, open, 0);
    for (int next = 0; next < size; next++) {
      int place = queue[next];
      size = enqueue(place - 1, open, size);
      size = enqueue(place + 1, open, size);
      size = enqueue(place - stride, open, size);
      size = enqueue(place + stride, open, size);
    }
    return size;
  }

  private int enqueue(int place, byte[] open, int size) {
    if (open[place] == 0) {
      return size;
    }
    open[place] = 0;
    queue[size] = place;
    return size + 1;
  }

  /** Returns the places that are in a set or beside a place of it, also diagonally. */
  private byte[] grown(byte[] set) {
    byte[] along = empty();
    for (int i = 1; i < set.length - 1; i++) {
      along[i] = (byte) (set[i - 1] | set[i] | set[i + 1]);
    }
    byte[] grown = empty();
    for (int i = stride; i < set.length - stride; i++) {
      grown[i] = (byte) (along[i - stride] | along[i] | along[i + stride]);
    }
    for (int y = 0; y < height; y++) {
      grown[row(y) - 1] = 0;
      grown[row(y) + width] = 0;
    }
    return grown;
  }
}
