package dev.kizuki.stream.models;

import dev.kizuki.stream.metrics.VerdictTotals;
import org.jspecify.annotations.Nullable;

/**
 * The rules for a change of a model.
 *
 * @param archive keeps each model that serves; null keeps none
 * @param guardImages the images in which a wrong alarm rate brings the previous model back; zero:
 *     no previous model ever comes back
 * @param totals the verdicts that were counted, by the digest of the model
 */
public record SwapRules(@Nullable ModelArchive archive, int guardImages, VerdictTotals totals) {
  /** No archive and no way back. */
  public static SwapRules none() {
    return new SwapRules(null, 0, new VerdictTotals());
  }

  boolean guards() {
    return guardImages > 0;
  }

  AlarmCounts counts(String sha256) {
    return new AlarmCounts(totals.scored(sha256), totals.anomalous(sha256));
  }
}
