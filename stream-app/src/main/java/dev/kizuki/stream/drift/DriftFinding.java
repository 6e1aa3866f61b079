package dev.kizuki.stream.drift;

/**
 * The result of the test of a device's drift.
 *
 * @param direction the side with more evidence
 * @param sinceMs the estimated beginning of the drift, milliseconds since 1970
 * @param images the images that counted since then
 * @param meanPValue their mean p-value; 0.5 is usual
 * @param level the logarithm of the evidence as a share of the one that raises an alarm: 0 for
 *     none, at least 1 for a drift
 */
public record DriftFinding(
    Direction direction, long sinceMs, long images, double meanPValue, double level) {
  /** Below this level, a drift is over: less than the square root of the alarming evidence. */
  private static final double OVER = 0.5;

  /** Returns whether the evidence raises an alarm. */
  public boolean isDrift() {
    return level >= 1;
  }

  /** Returns whether a drift that was found is over. */
  public boolean isOver() {
    return level < OVER;
  }
}
