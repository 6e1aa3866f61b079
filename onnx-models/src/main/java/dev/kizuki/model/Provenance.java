package dev.kizuki.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import java.util.Optional;

/**
 * The origin of a model, with everything that is needed to train it again.
 *
 * @param dataSha256 the SHA-256 of the pixels of all its images, in order
 * @param trainingImages the number of normal images for the network and the covariance
 * @param validationImages the number of other normal images, used to choose the feature and to stop
 *     the training
 * @param calibrationImages the number of other normal images, used for the threshold
 * @param seed the seed of the split, the weights, the noise and the golden images
 * @param settings the settings of the training, by the names of the command line
 * @param software the versions of the software that made it
 * @param recalibrated the origin of the calibration and the threshold, if they are newer than the
 *     network; empty if they come from the training
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Provenance(
    String dataSha256,
    int trainingImages,
    int validationImages,
    int calibrationImages,
    long seed,
    Map<String, String> settings,
    Map<String, String> software,
    Optional<Recalibrated> recalibrated) {
  /** The origin of a model that was not recalibrated. */
  public Provenance(
      String dataSha256,
      int trainingImages,
      int validationImages,
      int calibrationImages,
      long seed,
      Map<String, String> settings,
      Map<String, String> software) {
    this(
        dataSha256,
        trainingImages,
        validationImages,
        calibrationImages,
        seed,
        settings,
        software,
        Optional.empty());
  }

  /** The same origin with a newer calibration. */
  public Provenance recalibrated(int images, Recalibrated origin) {
    return new Provenance(
        dataSha256,
        trainingImages,
        validationImages,
        images,
        seed,
        settings,
        software,
        Optional.of(origin));
  }
}
