package dev.kizuki.stream.limit;

import dev.kizuki.model.Calibration;
import dev.kizuki.model.Threshold;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.limit.DeviceLimit.State;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The limit of a device in the heap of every instance.
 *
 * @param calibration the distances of the burn-in; null while it learns
 * @param threshold null unless the limit is confirmed
 */
public record KnownLimit(
    String line,
    String graph,
    State state,
    Instant from,
    @Nullable Calibration calibration,
    @Nullable Threshold threshold) {
  static KnownLimit of(DeviceLimit limit) {
    float[] distances = limit.values();
    Double threshold = limit.threshold();
    Double rate = limit.falseAlarmRate();
    return new KnownLimit(
        limit.line().intern(),
        limit.graph().intern(),
        limit.state(),
        limit.from(),
        distances.length == 0 ? null : new Calibration(distances),
        limit.state() == State.CONFIRMED && threshold != null && rate != null
            ? new Threshold(threshold, rate, Threshold.Rule.CONFORMAL)
            : null);
  }

  /** Returns whether the limit counts for the distances of a network. */
  boolean counts(String network) {
    return threshold != null && calibration != null && graph.equals(network);
  }

  /** The verdict of this limit; null if it does not count. */
  @Nullable Verdict verdict(double distance) {
    return threshold == null || calibration == null
        ? null
        : Verdict.of((float) distance, threshold, calibration);
  }
}
