package dev.kizuki.model;

import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The metadata of a model file, stored as JSON under {@link #KEY} in the ONNX metadata. The graph
 * and the metadata together decide every score.
 *
 * <p>The graph takes {@link #INPUT} (N, C, H, W), uint8. It returns {@link #DISTANCE} (N), float32,
 * the Mahalanobis distance, and {@link #LATENT} (N, D), float32, the posterior mean. It may return
 * more outputs, such as {@link #MAP}.
 *
 * @param format the version of this contract, {@value #FORMAT}
 * @param name the name of the model: letters, digits, '.', '_' and '-'
 * @param version the version of the model, chosen by the trainer's user
 * @param preprocessing the way from pixels to the graph's input
 * @param latentDimensions D
 * @param feature the feature that the distance is computed on, by its name on the command line
 * @param featureDimensions the length of that feature
 * @param threshold the default; {@code calibration} gives thresholds for other rates
 * @param calibration the distances of held-out normal images
 * @param goldenImages inputs with the distances that the model must give for them
 * @param provenance the origin of the model
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
   * Requires a valid name: letters, digits, '.', '_' and '-', and a letter or digit first.
   *
   * @param key the name of the value in the message
   * @throws IllegalArgumentException if the name is not valid
   */
  public static void requireName(String key, String value) {
    if (!NAME.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "%s must be letters, digits, '.', '_' and '-', was '%s'".formatted(key, value));
    }
  }

  /** Returns "name version". */
  public String title() {
    return name + " " + version;
  }

  /** Returns the same metadata with another version, threshold, calibration and provenance. */
  public ModelMetadata recalibrated(
      String newVersion, Threshold newThreshold, Calibration distances, Provenance origin) {
    return new ModelMetadata(
        format,
        name,
        newVersion,
        preprocessing,
        latentDimensions,
        feature,
        featureDimensions,
        newThreshold,
        distances,
        goldenImages,
        origin);
  }

  /** Returns the same metadata with other golden images, for another graph. */
  public ModelMetadata withGoldenImages(List<GoldenImage> golden) {
    return new ModelMetadata(
        format,
        name,
        version,
        preprocessing,
        latentDimensions,
        feature,
        featureDimensions,
        threshold,
        calibration,
        golden,
        provenance);
  }

  /** Returns the JSON for the ONNX metadata. Equal metadata give equal text. */
  public String toJson() {
    return JSON.writeValueAsString(this);
  }

  /**
   * Parses the text of {@link #toJson()}.
   *
   * @throws IllegalArgumentException if a value is missing or wrong; the message names it
   */
  public static ModelMetadata fromJson(String json) {
    try {
      JsonNode tree = JSON.readTree(json);
      requireFormat(tree.path("format").asInt(0));
      if (tree.path("preprocessing") instanceof ObjectNode preprocessing) {
        // Models without an alignment or a template do not have the property, and every property is
        // required.
        preprocessing.putIfAbsent("alignment", JSON.nullNode());
        if (preprocessing.path("alignment") instanceof ObjectNode alignment) {
          alignment.putIfAbsent("template", JSON.nullNode());
        }
      }
      if (tree.path("provenance") instanceof ObjectNode provenance) {
        provenance.putIfAbsent("recalibrated", JSON.nullNode());
        if (provenance.path("recalibrated") instanceof ObjectNode recalibrated) {
          recalibrated.putIfAbsent("refitted", JSON.nullNode());
        }
      }
      return JSON.treeToValue(tree, ModelMetadata.class);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("its metadata are damaged: " + e.getOriginalMessage(), e);
    }
  }
}
