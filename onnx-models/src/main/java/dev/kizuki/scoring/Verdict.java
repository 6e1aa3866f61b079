package dev.kizuki.scoring;

import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.model.Calibration;
import dev.kizuki.model.Threshold;

/** The outcome for one image: normal, anomalous or rejected. */
public sealed interface Verdict {
  /** The image has a score. */
  sealed interface Scored extends Verdict {
    Score score();
  }

  /** The distance is at most the threshold. */
  record Normal(Score score) implements Scored {}

  /** The distance exceeds the threshold. */
  record Anomalous(Score score) implements Scored {}

  /** The image has no score. */
  record Rejected(Rejection rejection) implements Verdict {}

  /**
   * Returns the verdict for a distance.
   *
   * @param distance the distance that the model gave; rejected if it is not finite
   */
  static Verdict of(float distance, Threshold threshold, Calibration calibration) {
    if (!Float.isFinite(distance)) {
      return new Rejected(
          new Rejection(RejectionReason.NOT_FINITE, "the model gave a distance of " + distance));
    }
    Score score = new Score(distance, threshold.distance(), calibration.pValue(distance));
    return threshold.isExceededBy(distance) ? new Anomalous(score) : new Normal(score);
  }
}
