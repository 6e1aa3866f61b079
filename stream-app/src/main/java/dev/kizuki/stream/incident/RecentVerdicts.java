package dev.kizuki.stream.incident;

/** The verdicts on the last 64 scored images of a device. Not thread-safe. */
public final class RecentVerdicts {
  /** One bit for each image; the lowest bit is the last image. */
  private long verdicts;

  private int known;

  /** Adds the verdict on an image. */
  public void add(boolean isAnomalous) {
    verdicts = verdicts << 1 | (isAnomalous ? 1 : 0);
    known = Math.min(Long.SIZE, known + 1);
  }

  /** The anomalous images among the last ones. */
  public int anomalousOf(int last) {
    long mask = last >= Long.SIZE ? -1 : (1L << last) - 1;
    return Long.bitCount(verdicts & mask);
  }

  /** The number of images that are known, at most 64. */
  public int known() {
    return known;
  }
}
