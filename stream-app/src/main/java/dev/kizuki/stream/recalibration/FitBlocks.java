package dev.kizuki.stream.recalibration;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits the time of a history into blocks with equal numbers of normal images. The images of every
 * other block fit mean and whitening, and the others calibrate. Neighbouring images are alike, so
 * they must not be on both sides. A block holds images of all devices.
 */
final class FitBlocks {
  /** The number of blocks. */
  private static final int BLOCKS = 20;

  private final List<Instant> begins = new ArrayList<>();

  /**
   * @param images the normal images, by time
   */
  FitBlocks(List<HistoryImage> images) {
    for (int block = 1; block < BLOCKS && !images.isEmpty(); block++) {
      begins.add(images.get((int) ((long) block * images.size() / BLOCKS)).at());
    }
  }

  /** Returns whether the images of a moment fit mean and whitening; otherwise they calibrate. */
  boolean fit(Instant at) {
    long block = begins.stream().filter(begin -> !begin.isAfter(at)).count();
    return block % 2 == 0;
  }
}
