package dev.kizuki.stream.dataset;

import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.incident.Incident;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An image that belongs into a data set.
 *
 * @param folder the folder, such as {@code train/good}
 * @param kind the reason for which it is in the set
 * @param at when it arrived
 * @param distance its distance when it was scored
 * @param threshold the threshold at that time
 * @param incident the incident that it belongs to; null if it belongs to none
 */
public record PlannedImage(
    String folder,
    Kind kind,
    String device,
    Instant at,
    double distance,
    double threshold,
    ModelReference model,
    ImageReference image,
    @Nullable Incident incident) {
  /** The reason for which an image is in the set. The first one wins. */
  public enum Kind {
    /** An anomalous image of an incident that was judged real. */
    REAL,

    /** An anomalous image of an incident that was judged false. */
    FALSE_ALARM,

    /** An image with a score just below the threshold. */
    NEAR_MISS,

    /** A normal image that was chosen at random. */
    NORMAL
  }

  /** The place in Kafka, as topic-partition@offset. */
  String place() {
    return image.topic() + "-" + image.partition() + "@" + image.offset();
  }
}
