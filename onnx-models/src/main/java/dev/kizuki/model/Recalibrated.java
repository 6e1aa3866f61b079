package dev.kizuki.model;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The origin of a calibration that is newer than the network of its model.
 *
 * @param fromSha256 the SHA-256 of the model file that was recalibrated
 * @param fromVersion its version
 * @param fromThreshold its threshold, as a distance
 * @param at when it was recalibrated
 * @param by the user who did it
 * @param begin the first moment of the images
 * @param end the moment behind the last image
 * @param devices the pattern of the devices
 * @param images the number of images that calibrate
 * @param imagesSha256 the SHA-256 of the digests of these images, one in a line, by time
 * @param judgedFalse the incidents whose images count as normal because a person judged them false:
 *     the id and the author of each
 * @param judgedFalseImages the number of these images
 * @param judgedReal the incidents whose images were left out because a person judged them real: the
 *     id and the author of each
 * @param undecidedImages the images that were left out because nobody has decided about them
 * @param refitted the origin of a mean and a whitening that are newer than the network; empty if
 *     they come from the training
 * @param insisted the objections that a person has overruled; empty if there were none
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Recalibrated(
    String fromSha256,
    String fromVersion,
    double fromThreshold,
    Instant at,
    String by,
    Instant begin,
    Instant end,
    String devices,
    int images,
    String imagesSha256,
    List<String> judgedFalse,
    int judgedFalseImages,
    List<String> judgedReal,
    int undecidedImages,
    Optional<Refitted> refitted,
    List<String> insisted) {
  /**
   * The origin of a mean and a whitening. A later recalibration of the threshold alone keeps it.
   *
   * @param fromSha256 the SHA-256 of the model file that had another mean and whitening
   * @param at when they were renewed
   * @param images the number of images that fitted them; other images calibrated
   * @param imagesSha256 the SHA-256 of the digests of these images, one in a line, by time
   * @param whitening whether the whitening was renewed; false if only the mean was
   */
  public record Refitted(
      String fromSha256, Instant at, int images, String imagesSha256, boolean whitening) {}

  /** Returns whether the model file that was recalibrated gives the same distances. */
  @JsonIgnore
  public boolean hasSameGraph() {
    return refitted.map(each -> !each.fromSha256().equals(fromSha256)).orElse(true);
  }

  public Recalibrated {
    judgedFalse = List.copyOf(judgedFalse);
    judgedReal = List.copyOf(judgedReal);
    insisted = List.copyOf(insisted);
  }
}
