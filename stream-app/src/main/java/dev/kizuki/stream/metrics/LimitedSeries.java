package dev.kizuki.stream.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The meters of one label whose values are not known beforehand. Only the first values get meters
 * of their own; all others share those of the value {@code other}, so that the number of time
 * series stays limited. Thread-safe.
 *
 * @param <M> the meters of one value
 */
final class LimitedSeries<M> {
  /** The label's value for everything beyond the limit. */
  static final String OTHER = "other";

  private final int most;
  private final Function<String, M> register;
  private final Map<String, M> byLabel = new ConcurrentHashMap<>();

  /**
   * @param most the most values that get meters of their own
   * @param register registers the meters of a value
   */
  LimitedSeries(int most, Function<String, M> register) {
    this.most = most;
    this.register = register;
  }

  /** The meters that count for a value. */
  M of(String value) {
    M known = byLabel.get(value);
    if (known != null) {
      return known;
    }
    synchronized (byLabel) {
      String label = byLabel.containsKey(value) || byLabel.size() < most ? value : OTHER;
      return byLabel.computeIfAbsent(label, register);
    }
  }
}
