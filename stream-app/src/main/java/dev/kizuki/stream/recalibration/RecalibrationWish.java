package dev.kizuki.stream.recalibration;

import java.time.Duration;
import java.time.Instant;

/**
 * The recalibration that a person asks for.
 *
 * @param falseAlarmRate the share of normal images that may raise an alarm, in (0, 1)
 * @param oldThreshold the distance of the threshold that counts now
 * @param begin the first moment of the history
 * @param end the moment behind the last image
 * @param observed the time from the first to the last image that Kafka holds, above 0
 * @param share the share of the images of the history that the lot draws, in (0, 1]
 * @param rule the rule that raises incidents
 * @param incidentsSince the first moment from which on Kafka knows every incident
 * @param refit whether mean and whitening are renewed, so that the new distances cannot be compared
 *     with the old threshold
 */
public record RecalibrationWish(
    double falseAlarmRate,
    double oldThreshold,
    Instant begin,
    Instant end,
    Duration observed,
    double share,
    RaisingRule rule,
    Instant incidentsSince,
    boolean refit) {
  /** The same wish with a new mean and whitening, and another share of the images. */
  RecalibrationWish refitted(double otherShare) {
    return new RecalibrationWish(
        falseAlarmRate, oldThreshold, begin, end, observed, otherShare, rule, incidentsSince, true);
  }
}
