package dev.kizuki.embedded.demo;

import java.time.Duration;

/**
 * One trouble of one camera in a script.
 *
 * @param device the name of the camera
 * @param start the time since the beginning of the script
 * @param length the duration of the trouble
 */
record Episode(String device, Trouble trouble, Duration start, Duration length) {
  Episode {
    if (start.isNegative() || length.isNegative() || length.isZero()) {
      throw new IllegalArgumentException(
          "an episode must start at 0 or later and last some time: %s, %s"
              .formatted(start, length));
    }
  }

  Duration end() {
    return start.plus(length);
  }

  /** Returns whether the trouble lasts at a time: from its start until before its end. */
  boolean lastsAt(Duration time) {
    return time.compareTo(start) >= 0 && time.compareTo(end()) < 0;
  }

  /** Returns the share of the trouble's duration that has passed at a time, 0 to 1. */
  double progress(Duration time) {
    double share = (double) time.minus(start).toMillis() / length.toMillis();
    return Math.max(0, Math.min(1, share));
  }
}
