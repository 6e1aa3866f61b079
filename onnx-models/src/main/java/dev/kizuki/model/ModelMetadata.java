package dev.kizuki.model;

import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a model file says of itself, kept as JSON under {@link #KEY} in the ONNX metadata. Together
 * with the graph it decides every score.
 *
 * <p>The graph takes {@link #INPUT} (N, C, H, W), uint8, and gives {@link #DISTANCE} (N), float32,
 * the Mahalanobis distance, and {@link #LATENT} (N, D), float32, the posterior mean. It may give
 * more, such as {@link #MAP}.
 *
 * @param format the version of this contract, {@value #FORMAT}
 * @param name of the model: letters, digits, '.', '_' and '-'
 * @param version of the model, as the trainer's user gave it
 * @param preprocessing from pixels to the graph's input
 * @param latentDimensions D
 * @param feature what the distance is computed on, by the names of the command line
 * @param featureDimensions the length of that feature
 * @param threshold the default; another rate may be asked of {@code calibration}
 * @param calibration the distances of held-out normal images
 * @param goldenImages with the distances they must give
 * @param provenance where the model comes from
 */
public record ModelMetadata(
    int format,
    String name,
    String version,
    Preprocessing preprocessing,
    int latentDimensions,
    String feature,
    int featureDimensions,
    Threshold threshold,
    Calibration calibration,
    List<GoldenImage> goldenImages,
    Provenance provenance) {

  /** The key in the ONNX metadata. */
  public static final String KEY = "kizuki";

  /** The version of the contract that this code reads and writes. */
  public static final int FORMAT = 2;

  /** The graph's input: (N, C, H, W), uint8. */
  public static final String INPUT = "image";

  /** The graph's first output: (N), float32. */
  public static final String DISTANCE = "distance";

  /** The graph's output of posterior means: (N, D), float32. */
  public static final String LATENT = "latent";

  /** The graph's optional output of distances per window: (N, rows, columns), float32. */
  public static final String MAP = "map";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  public ModelMetadata {
    requireFormat(format);
    requireName("name", name);
    requireName("version", version);
    goldenImages = List.copyOf(goldenImages);
    if (goldenImages.isEmpty()) {
      throw new IllegalArgumentException("there must be at least one golden image");
    }
    for (GoldenImage golden : goldenImages) {
      if (golden.pixels().length != preprocessing.size()) {
        throw new IllegalArgumentException(
            "a golden image has %d samples, the input %d"
                .formatted(golden.pixels().length, preprocessing.size()));
      }
    }
  }

  private static void requireFormat(int format) {
    if (format != FORMAT) {
      throw new IllegalArgumentException(
          "format is %d, this Kizuki reads %d; train or calibrate it again"
              .formatted(format, FORMAT));
    }
  }

  /**
   * Refuses what is no name of a model.
   *
   * @param key what it is called in the message
   */
  public static void requireName(String key, String value) {
    if (!NAME.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "%s must be letters, digits, '.', '_' and '-', was '%s'".formatted(key, value));
    }
  }

  /** "name version", for people. */
  public String title() {
    return name + " " + version;
  }

  /** As it stands in the ONNX metadata; the same metadata give the same text. */
  public String toJson() {
    return JSON.writeValueAsString(this);
  }

  /**
   * Reads {@link #toJson()}'s text.
   *
   * @throws IllegalArgumentException saying what is missing or wrong
   */
  public static ModelMetadata fromJson(String json) {
    try {
      requireFormat(JSON.readTree(json).path("format").asInt(0));
      return JSON.readValue(json, ModelMetadata.class);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("its metadata are damaged: " + e.getOriginalMessage(), e);
    }
  }
}
