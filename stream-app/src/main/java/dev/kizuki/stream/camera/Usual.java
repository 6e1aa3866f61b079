package dev.kizuki.stream.camera;

/**
 * The usual value of one measure and its mean absolute deviation. Both are exponentially weighted.
 * Values far away count as three deviations, so that a few of them teach little. Not thread-safe.
 */
final class Usual {
  /** The first values are averaged as they are. */
  private static final int UNCLIPPED = 10;

  private static final double CLIP = 3;

  /** After this number of values, the deviation is as wide again as measured. */
  private static final double SMALL_SAMPLE = 20;

  private static final double FORGIVEN = 1.1;

  private double centre;
  private double deviation;
  private int count;

  Usual(CameraMemory.Level level) {
    this.centre = level.centre();
    this.deviation = level.deviation();
    this.count = level.count();
  }

  /**
   * Learns one value.
   *
   * @param weight the weight of the value, 0 to 1; the first values weigh more
   */
  void learn(double value, double weight) {
    count = Math.min(count + 1, Integer.MAX_VALUE - 1);
    double step = Math.max(weight, 1.0 / count);
    double clip = count <= UNCLIPPED ? Double.MAX_VALUE : CLIP * deviation;
    double difference = value - centre;
    double clipped = Math.max(-clip, Math.min(clip, difference));
    if (count > 1) {
      deviation += step * (Math.abs(clipped) - deviation);
    }
    centre += step * clipped;
  }

  /** Widens the deviation, because a value that was suspected turned out to be harmless. */
  void forgive() {
    deviation *= FORGIVEN;
  }

  double centre() {
    return centre;
  }

  int count() {
    return count;
  }

  /** Returns a multiple of the deviation, which is larger while few values are known. */
  double tolerance(double factor) {
    return factor * deviation * (1 + SMALL_SAMPLE / Math.max(1, count));
  }

  CameraMemory.Level memory() {
    return new CameraMemory.Level(centre, deviation, count);
  }
}
