package dev.kizuki.model;

import java.time.Instant;
import java.util.List;

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
 * @param insisted the objections that a person has overruled; empty if there were none
 */
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
    List<String> insisted) {
  public Recalibrated {
    judgedFalse = List.copyOf(judgedFalse);
    judgedReal = List.copyOf(judgedReal);
    insisted = List.copyOf(insisted);
  }
}
