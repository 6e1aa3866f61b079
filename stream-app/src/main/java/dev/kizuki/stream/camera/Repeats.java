package dev.kizuki.stream.camera;

/**
 * Counts equal pictures in a row, and learns how often a healthy camera repeats a picture. A series
 * of equal pictures is learned when it ends, unless it was a trouble. Not thread-safe.
 */
final class Repeats {
  /** A camera that repeats more of its pictures is a test device: it cannot be called frozen. */
  private static final double MOST = 0.9;

  /** The probability that a healthy camera repeats a picture as often as a frozen one. */
  private static final double CHANCE = 1e-9;

  private static final double WEIGHT = 1.0 / 200;

  private double rate;
  private int pairs;
  private int row = 1;
  private int unlearned;

  Repeats(CameraMemory.Level level) {
    this.rate = level.centre();
    this.pairs = level.count();
  }

  /**
   * Counts one picture.
   *
   * @param equal whether it equals the picture before
   * @param burnIn whether to learn it at once
   * @param trouble whether the row so far is a confirmed trouble, which is not learned
   */
  void add(boolean equal, boolean burnIn, boolean trouble) {
    if (equal) {
      row++;
      unlearned++;
    }
    if (!equal && trouble) {
      unlearned = 0;
    } else if (!equal || burnIn) {
      learnRow(!equal);
    }
    if (!equal) {
      row = 1;
    }
  }

  private void learnRow(boolean ended) {
    for (; unlearned > 0; unlearned--) {
      learn(1);
    }
    if (ended) {
      learn(0);
    }
  }

  private void learn(double equal) {
    pairs = Math.min(pairs + 1, Integer.MAX_VALUE - 1);
    rate += Math.max(WEIGHT, 1.0 / pairs) * (equal - rate);
  }

  /** Forgets what is learned. */
  void forget() {
    rate = 0;
    pairs = 0;
    unlearned = 0;
    row = 1;
  }

  /** Returns the number of equal pictures in a row; 1 if the last picture was new. */
  int row() {
    return row;
  }

  /** Returns whether the camera is known to change its pictures. */
  boolean isUsable() {
    return pairs > 0 && rate <= MOST;
  }

  /** Returns the number of equal pictures in a row that do not happen by chance: 2 or more. */
  int unusualRow() {
    // rounding of tiny rates must not reach log(0)
    double rows = Math.log(CHANCE) / Math.log(Math.max(rate, CHANCE));
    return 1 + (int) Math.ceil(rows);
  }

  CameraMemory.Level memory() {
    return new CameraMemory.Level(rate, 0, pairs);
  }
}
