package dev.kizuki.stream.recalibration;

import java.util.Map;

/**
 * The distances of the worst images of incidents that were scored by themselves, by the ids of the
 * incidents.
 *
 * @param before the distances by the model that is recalibrated
 * @param after the distances by the new model
 */
public record WorstDistances(Map<String, Float> before, Map<String, Float> after) {
  public WorstDistances {
    before = Map.copyOf(before);
    after = Map.copyOf(after);
  }

  /** Distances that do not change. */
  static WorstDistances same(Map<String, Float> worst) {
    return new WorstDistances(worst, worst);
  }
}
