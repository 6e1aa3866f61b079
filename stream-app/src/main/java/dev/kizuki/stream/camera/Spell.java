package dev.kizuki.stream.camera;

import org.jspecify.annotations.Nullable;

/** The pictures in a row that show one trouble, or show it no more. Not thread-safe. */
final class Spell {
  private final CameraLimits limits;
  private final int confirmPictures;
  private int bad;
  private int good;
  private long firstBadMs;
  private @Nullable Finding confirmed;

  /**
   * @param factor multiplies the number of pictures that confirm the trouble
   */
  Spell(CameraLimits limits, int factor) {
    this.limits = limits;
    this.confirmPictures = factor * limits.confirmPictures();
  }

  /** The change that one picture makes. */
  enum Change {
    NONE,
    /** A suspicion was not confirmed. */
    HARMLESS,
    /** A confirmed trouble is over. */
    ENDED
  }

  /** Takes over a trouble that was confirmed before a restart. */
  void restore(Finding finding) {
    confirmed = finding;
  }

  /** Ends without a word, because an operator called it wrong. */
  void forget() {
    confirmed = null;
    bad = 0;
    good = 0;
  }

  /**
   * @param finding null if the picture does not show the trouble
   */
  Change add(@Nullable Finding finding, long atMs) {
    return finding == null ? good() : bad(finding, atMs);
  }

  private Change bad(Finding finding, long atMs) {
    good = 0;
    if (bad++ == 0) {
      firstBadMs = atMs;
    }
    boolean lasts = bad >= confirmPictures && atMs - firstBadMs >= limits.confirmAfter().toMillis();
    if (lasts || confirmed != null) {
      confirmed = finding;
    }
    return Change.NONE;
  }

  private Change good() {
    boolean suspected = bad > 0;
    bad = 0;
    if (confirmed == null) {
      return suspected ? Change.HARMLESS : Change.NONE;
    }
    if (++good < limits.confirmPictures()) {
      return Change.NONE;
    }
    forget();
    return Change.ENDED;
  }

  /** Returns the latest numbers of the confirmed trouble; null if none is confirmed. */
  @Nullable Finding confirmed() {
    return confirmed;
  }
}
