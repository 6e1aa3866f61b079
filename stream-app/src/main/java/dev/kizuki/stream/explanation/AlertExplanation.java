package dev.kizuki.stream.explanation;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.kizuki.model.ModelFile;
import dev.kizuki.scoring.FeatureDirections;
import org.jspecify.annotations.Nullable;

/**
 * Why an alert or incident was raised.
 *
 * @param then what the service wrote
 * @param model the model that scored the image again
 * @param again the distance that it gives; null if it rejects the image
 * @param calibrationImages the number of the model's calibration images
 * @param atLeastSoFar the calibration images that are at least so far away
 * @param pValue the p-value by the model's own calibration
 * @param thresholdFrom a sentence about the origin of the threshold
 * @param largestPlace the largest value of the heat map, in thresholds; null if there is no map
 * @param mapMethod how the heat map is computed; null if there is none
 * @param directions the directions of the feature that contributed most; null if the model has none
 * @param runtime ONNX Runtime, Java and the machine that scored the image again
 * @param present the present configuration
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AlertExplanation(
    RaisedImage then,
    ScoredBy model,
    @Nullable Reproduction again,
    int calibrationImages,
    long atLeastSoFar,
    double pValue,
    String thresholdFrom,
    @Nullable Double largestPlace,
    @Nullable String mapMethod,
    @Nullable FeatureDirections directions,
    String runtime,
    PresentConfiguration present) {

  /**
   * The model that scored the image again.
   *
   * @param isTheVeryOne whether its digest is that of the model that scored the image then
   */
  public record ScoredBy(
      String name, String version, String sha256, String file, boolean isTheVeryOne) {
    static ScoredBy of(ModelFile file, String name, String version, RaisedImage then) {
      return new ScoredBy(
          name,
          version,
          file.sha256(),
          file.path().toString(),
          file.sha256().equals(then.model().sha256()));
    }
  }

  /**
   * The present configuration. It may differ from the one of that time.
   *
   * @param modelFile the file of the model of the device; null if there is none
   * @param falseAlarmRate the false-alarm rate that sets its threshold; null: the model's threshold
   * @param incidents the rule of incidents, as "anomalies of images"
   * @param maxImageBytes the largest image
   * @param maxPixels the most pixels of an image
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record PresentConfiguration(
      @Nullable String modelFile,
      @Nullable Double falseAlarmRate,
      String incidents,
      int maxImageBytes,
      long maxPixels) {}
}
