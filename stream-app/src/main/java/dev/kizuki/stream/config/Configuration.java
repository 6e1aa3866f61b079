package dev.kizuki.stream.config;

import static dev.kizuki.stream.config.Checks.require;
import static dev.kizuki.stream.config.Checks.requireBetween;
import static dev.kizuki.stream.config.Checks.requireTogether;
import static dev.kizuki.stream.config.Checks.requireZeroOr;

import dev.kizuki.image.ImageLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The whole configuration. {@code defaults.yaml} documents each key. Every record checks its values
 * and throws {@link ConfigurationException} with the name of the key.
 */
public record Configuration(
    MqttConfiguration mqtt,
    KafkaConfiguration kafka,
    Topics topics,
    List<ModelRule> models,
    ModelUpdates modelUpdates,
    Limits limits,
    Canary canary,
    Metrics metrics,
    Http http) {

  public Configuration {
    models = List.copyOf(models);
    requireTogether(
        !canary.isOn() || !mqtt.anomalies().isEmpty(),
        "canary.interval needs mqtt.anomalies: MQTT carries the verdicts on canaries",
        "canary.interval",
        "mqtt.anomalies");
    if (canary.isOn()) {
      MqttTopics.requireNoCanaries(mqtt.images());
    }
    require(
        !models.isEmpty(),
        "models must name at least one model, as in 'models: [{file: parts.onnx}]'");
  }

  /**
   * The Kafka topics.
   *
   * @param scores empty if scores are not written
   * @param undelivered the alerts that MQTT cannot take
   */
  public record Topics(
      String images, String anomalies, String scores, String rejected, String undelivered) {
    public Topics {
      require(!images.isBlank(), "topics.images must not be empty");
      require(!anomalies.isBlank(), "topics.anomalies must not be empty");
      require(!rejected.isBlank(), "topics.rejected must not be empty");
      require(!undelivered.isBlank(), "topics.undelivered must not be empty");
      Map<String, String> names = new LinkedHashMap<>();
      names.put("topics.images", images);
      names.put("topics.anomalies", anomalies);
      names.put("topics.scores", scores);
      names.put("topics.rejected", rejected);
      names.put("topics.undelivered", undelivered);
      names.forEach(Topics::requireName);
      requireDifferent(names);
    }

    /** Kafka's rule for the names of topics; empty is allowed. */
    private static void requireName(String key, String name) {
      require(
          name.matches("[A-Za-z0-9._-]{0,249}") && !name.equals(".") && !name.equals(".."),
          "%s must be at most 249 letters, digits, '.', '_' and '-', was '%s'"
              .formatted(key, name));
    }

    private static void requireDifferent(Map<String, String> names) {
      Map<String, String> keys = new HashMap<>();
      names.forEach(
          (key, name) -> {
            String other = keys.put(name, key);
            requireTogether(
                other == null,
                "%s and %s must be different topics, both are '%s'".formatted(other, key, name),
                String.valueOf(other),
                key);
          });
    }

    /** Whether every score is written to Kafka. */
    public boolean writesScores() {
      return !scores.isEmpty();
    }
  }

  /**
   * A model file, and the devices whose images it judges.
   *
   * @param devices a pattern with the wildcards * and ?; null matches every device
   * @param falseAlarmRate the false-alarm rate that sets the threshold; null keeps the threshold of
   *     the model file
   * @param normalImage the file of an image that is known to be normal, for the canary; null if
   *     there is none
   */
  public record ModelRule(
      Path file,
      @Nullable String devices,
      @Nullable Double falseAlarmRate,
      @Nullable Path normalImage) {
    public ModelRule {
      // the reader knows which entry of models this is
      requireTogether(
          file != null && !file.toString().isEmpty(), "each of models must have a file");
      requireTogether(
          falseAlarmRate == null || (falseAlarmRate > 0 && falseAlarmRate < 1),
          "models: falseAlarmRate must be above 0 and below 1, was " + falseAlarmRate);
    }
  }

  /**
   * The search for changed model files.
   *
   * @param interval the time between two searches; zero turns the search off
   */
  public record ModelUpdates(Duration interval) {
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofDays(30);

    public ModelUpdates {
      requireZeroOr("modelUpdates.interval", interval, SHORTEST, LONGEST);
    }
  }

  /**
   * The limits for images; an image beyond a limit is rejected.
   *
   * @param maxImageBytes the largest size of an encoded image
   * @param maxDeviceNameBytes the longest name of a device, in bytes of UTF-8
   * @param maxPixels the largest product of width and height
   * @param maxImagesPerSecond the largest rate of one device; zero turns this limit off
   */
  public record Limits(
      int maxImageBytes, int maxDeviceNameBytes, long maxPixels, double maxImagesPerSecond) {
    /** The number of bytes that are kept of an image that is too large. */
    public static final int KEPT_OF_TOO_LARGE = 64 * 1024;

    /** MQTT writes the length of a packet as a variable byte integer (MQTT 5, 1.5.5). */
    private static final int MOST_IMAGE_BYTES = 268_435_455;

    private static final int MOST_DEVICE_NAME_BYTES = 4096;

    public Limits {
      require(
          maxImageBytes > 0 && maxImageBytes <= MOST_IMAGE_BYTES,
          "limits.maxImageBytes must be between 1 and %d, was %d"
              .formatted(MOST_IMAGE_BYTES, maxImageBytes));
      require(
          maxDeviceNameBytes > 0 && maxDeviceNameBytes <= MOST_DEVICE_NAME_BYTES,
          "limits.maxDeviceNameBytes must be between 1 and %d, was %d"
              .formatted(MOST_DEVICE_NAME_BYTES, maxDeviceNameBytes));
      require(maxPixels > 0, "limits.maxPixels must be positive, was " + maxPixels);
      require(
          maxImagesPerSecond >= 0,
          "limits.maxImagesPerSecond must not be negative, was " + maxImagesPerSecond);
      require(
          Double.isFinite(maxImagesPerSecond),
          "limits.maxImagesPerSecond must be a number, or 0 for no limit; was "
              + maxImagesPerSecond);
    }

    /** The limits that the decoders check. */
    public ImageLimits image() {
      return new ImageLimits(maxImageBytes, maxPixels);
    }
  }

  /**
   * Test images with a known verdict. Each travels through the whole service and shows that every
   * part works.
   *
   * @param interval the time between two rounds of canaries; zero turns them off
   * @param timeout a canary counts as lost if its verdict is not back after this time
   */
  public record Canary(Duration interval, Duration timeout) {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);

    public Canary {
      requireZeroOr("canary.interval", interval, SHORTEST, LONGEST);
      requireBetween("canary.timeout", timeout, SHORTEST, LONGEST);
      requireTogether(
          interval.isZero() || timeout.compareTo(interval) <= 0,
          "canary.timeout must be at most canary.interval (%s), was %s"
              .formatted(Durations.text(interval), Durations.text(timeout)),
          "canary.timeout",
          "canary.interval");
    }

    /** Whether canaries are sent. */
    public boolean isOn() {
      return !interval.isZero();
    }
  }

  /**
   * The limits for the number of time series.
   *
   * @param devices the most devices that have time series of their own
   * @param deviceGroup its first capturing group is the group of a device
   * @param groups the most groups that have time series of their own
   */
  public record Metrics(int devices, Pattern deviceGroup, int groups) {
    public Metrics {
      require(devices >= 0, "metrics.devices must not be negative, was " + devices);
      require(groups >= 0, "metrics.groups must not be negative, was " + groups);
      require(
          deviceGroup.matcher("").groupCount() >= 1,
          "metrics.deviceGroup must hold a parenthesis, as in '([^-]*).*'; was '%s'"
              .formatted(deviceGroup));
    }
  }

  /**
   * The address of the HTTP endpoint of metrics and health.
   *
   * @param port 0 chooses any free port
   */
  public record Http(String host, int port) {
    public Http {
      require(port >= 0 && port <= 65535, "http.port must be between 0 and 65535, was " + port);
    }
  }
}
