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
 * @param before the distance by the model that is recalibrated; another one if mean and whitening
 *     are renewed
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
    float before,
    boolean drawn) {
  /** An image whose distance does not change. */
  public HistoryImage(
      String device,
      Instant at,
      int partition,
      long offset,
      String sha256,
      float distance,
      boolean drawn) {
    this(device, at, partition, offset, sha256, distance, distance, drawn);
  }

  /** The same image, with another distance before and another answer of the lot. */
  HistoryImage with(float otherBefore, boolean isDrawn) {
    return new HistoryImage(device, at, partition, offset, sha256, distance, otherBefore, isDrawn);
  }

  /** The place in Kafka, as partition@offset. */
  public String place() {
    return partition + "@" + offset;
  }
}
