package dev.kizuki.stream.recalibration;

import java.time.Instant;

/**
 * An image of the history with the distance that the model gives it.
 *
 * @param at when it arrived
 * @param partition the partition of the topic of images
 * @param offset the offset in the partition
 * @param sha256 the digest of the image as it came
 * @param distance the distance, finite and >= 0
 * @param drawn whether the lot has drawn it for the calibration set. The lot knows nothing of the
 *     image. Other images are scored only because they belong to an incident.
 */
public record HistoryImage(
    String device,
    Instant at,
    int partition,
    long offset,
    String sha256,
    float distance,
    boolean drawn) {
  /** The place in Kafka, as partition@offset. */
  public String place() {
    return partition + "@" + offset;
  }
}
