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
import java.util.regex.Matcher;
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
    Incidents incidents,
    CamerasConfiguration cameras,
    DeviceLimits deviceLimits,
    Drift drift,
    Samples samples,
    List<Webhook> webhooks,
    Http http,
    Console console) {

  public Configuration {
    models = List.copyOf(models);
    webhooks = List.copyOf(webhooks);
    requireTogether(
        !canary.isOn() || !mqtt.anomalies().isEmpty(),
        "canary.interval needs mqtt.anomalies: MQTT carries the verdicts on canaries",
        "canary.interval",
        "mqtt.anomalies");
    if (canary.isOn()) {
      MqttTopics.requireNoCanaries(mqtt.images());
    }
    requireTogether(
        webhooks.stream().map(Webhook::name).distinct().count() == webhooks.size(),
        "webhooks: each entry must have a name of its own",
        "webhooks");
    requireTogether(
        !console.enabled() || console.isProtected() || http.isLoopback(),
        "console.viewTokenFile must name a file with tokens, or console.userHeader the header of a"
            + " proxy, because http.host is %s; only a loopback address needs neither"
                .formatted(http.host()),
        "console.viewTokenFile",
        "http.host");
    require(
        !models.isEmpty(),
        "models must name at least one model, as in 'models: [{file: parts.onnx}]'");
  }

  /** This configuration with another connection to MQTT. */
  public Configuration withMqtt(MqttConfiguration other) {
    return new Configuration(
        other,
        kafka,
        topics,
        models,
        modelUpdates,
        limits,
        canary,
        metrics,
        incidents,
        cameras,
        deviceLimits,
        drift,
        samples,
        webhooks,
        http,
        console);
  }

  /** Returns whether incidents are published over MQTT. */
  public boolean publishesIncidents() {
    return incidents.enabled() && !mqtt.incidents().isEmpty();
  }

  /**
   * Requires that the service makes incidents.
   *
   * @param user who needs them, for the message
   * @throws ConfigurationException if they are switched off
   */
  public void requireIncidents(String user) {
    requireTogether(
        incidents.enabled(),
        user + " needs incidents, because people judge them: incidents.enabled must be true",
        "incidents.enabled");
  }

  /** Returns whether Kafka keeps messages that MQTT cannot take. */
  public boolean keepsUndelivered() {
    return !mqtt.anomalies().isEmpty() || publishesIncidents();
  }

  /**
   * The Kafka topics.
   *
   * @param scores empty if scores are not written
   * @param undelivered the alerts that MQTT cannot take
   * @param incidents the incidents, compacted
   * @param actions the operators' actions on incidents
   * @param evidence the heat maps of incidents, compacted
   * @param devices the latest facts about each device, compacted
   * @param services the latest facts about each instance of the service, compacted
   * @param limits the limits of devices, compacted
   * @param samples the images that are kept by reference for training, compacted
   * @param comparisons the images on which a model and its shadow disagree
   * @param modelEvents the changes of models
   */
  public record Topics(
      String images,
      String anomalies,
      String scores,
      String rejected,
      String undelivered,
      String incidents,
      String actions,
      String evidence,
      String devices,
      String services,
      String limits,
      String samples,
      String comparisons,
      String modelEvents) {
    public Topics {
      Map<String, String> names = new LinkedHashMap<>();
      names.put("topics.images", images);
      names.put("topics.anomalies", anomalies);
      names.put("topics.scores", scores);
      names.put("topics.rejected", rejected);
      names.put("topics.undelivered", undelivered);
      names.put("topics.incidents", incidents);
      names.put("topics.actions", actions);
      names.put("topics.evidence", evidence);
      names.put("topics.devices", devices);
      names.put("topics.services", services);
      names.put("topics.limits", limits);
      names.put("topics.samples", samples);
      names.put("topics.comparisons", comparisons);
      names.put("topics.modelEvents", modelEvents);
      names.forEach(
          (key, name) ->
              require(key.equals("topics.scores") || !name.isBlank(), key + " must not be empty"));
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

    /** Returns whether every score is written to Kafka. */
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
   * @param shadow the file of a model that is tried out beside this one; null if there is none
   * @param shadowShare the share of the images that the shadow scores, above 0 and at most 1; null:
   *     all images
   */
  public record ModelRule(
      Path file,
      @Nullable String devices,
      @Nullable Double falseAlarmRate,
      @Nullable Path normalImage,
      @Nullable Path shadow,
      @Nullable Double shadowShare) {
    public ModelRule {
      // the reader knows which entry of models this is
      requireTogether(
          file != null && !file.toString().isEmpty(), "each of models must have a file");
      requireTogether(
          falseAlarmRate == null || (falseAlarmRate > 0 && falseAlarmRate < 1),
          "models: falseAlarmRate must be above 0 and below 1, was " + falseAlarmRate);
      requireTogether(
          shadow == null || !shadow.equals(file),
          "models: shadow must be another file than the model, both are " + file);
      requireTogether(
          shadowShare == null || (shadowShare > 0 && shadowShare <= 1),
          "models: shadowShare must be above 0 and at most 1, was " + shadowShare);
    }
  }

  /**
   * The search for changed model files.
   *
   * @param interval the time between two searches; zero turns the search off
   * @param archive the folder that keeps each model by its digest; empty: models are not kept
   * @param guardImages the images after a change of a model in which a wrong alarm rate brings the
   *     previous model back; zero turns this off
   */
  public record ModelUpdates(Duration interval, String archive, int guardImages) {
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofDays(30);

    public ModelUpdates {
      requireZeroOr("modelUpdates.interval", interval, SHORTEST, LONGEST);
      require(
          guardImages >= 0, "modelUpdates.guardImages must not be negative, was " + guardImages);
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

    /** Returns whether canaries are sent. */
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
    /** The group of a device that the pattern does not match. */
    public static final String OTHER_GROUP = "other";

    public Metrics {
      require(devices >= 0, "metrics.devices must not be negative, was " + devices);
      require(groups >= 0, "metrics.groups must not be negative, was " + groups);
      require(
          deviceGroup.matcher("").groupCount() >= 1,
          "metrics.deviceGroup must hold a parenthesis, as in '([^-]*).*'; was '%s'"
              .formatted(deviceGroup));
    }

    /** The group of a device, which is also its line. */
    public String group(String device) {
      Matcher matcher = deviceGroup.matcher(device);
      return matcher.matches() && matcher.group(1) != null && !matcher.group(1).isEmpty()
          ? matcher.group(1)
          : OTHER_GROUP;
    }
  }

  /**
   * The rules for incidents.
   *
   * @param enabled whether there are incidents, and facts about devices and instances
   * @param anomalies an incident is raised at this number of anomalous images ...
   * @param images ... among this number of the latest images of the device, at most 64
   * @param clearBelow an image with at most this score counts as normal again
   * @param clearAfter an incident is cleared after this time without an image above {@code
   *     clearBelow}
   * @param floodDevices the number of devices of one line that make a group; zero turns groups off
   * @param floodWithin their incidents are raised within this time
   * @param maxShelve the longest time for which a person may silence an incident
   * @param keep the time for which Kafka keeps an incident after its last change
   */
  public record Incidents(
      boolean enabled,
      int anomalies,
      int images,
      double clearBelow,
      Duration clearAfter,
      int floodDevices,
      Duration floodWithin,
      Duration maxShelve,
      Duration keep) {
    private static final int MOST_IMAGES = 64;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Duration SHORTEST_SHELVE = Duration.ofMinutes(1);
    private static final Duration LONGEST_KEEP = Duration.ofDays(3650);

    public Incidents {
      require(
          images >= 1 && images <= MOST_IMAGES,
          "incidents.images must be between 1 and %d, was %d".formatted(MOST_IMAGES, images));
      requireTogether(
          anomalies >= 1 && anomalies <= images,
          "incidents.anomalies must be between 1 and incidents.images (%d), was %d"
              .formatted(images, anomalies),
          "incidents.anomalies",
          "incidents.images");
      require(
          clearBelow > 0 && clearBelow <= 1,
          "incidents.clearBelow must be above 0 and at most 1, was " + clearBelow);
      requireBetween("incidents.clearAfter", clearAfter, SHORTEST, LONGEST);
      require(
          floodDevices == 0 || floodDevices >= 2,
          "incidents.floodDevices must be 0 or at least 2, was " + floodDevices);
      requireBetween("incidents.floodWithin", floodWithin, SHORTEST, LONGEST);
      requireBetween("incidents.maxShelve", maxShelve, SHORTEST_SHELVE, LONGEST);
      requireBetween("incidents.keep", keep, Duration.ofHours(1), LONGEST_KEEP);
    }
  }

  /**
   * The limits that devices learn from their own images.
   *
   * @param enabled whether devices learn limits of their own
   * @param burnIn the number of images from which a device learns its limit, 100 to 10000
   */
  public record DeviceLimits(boolean enabled, int burnIn) {
    private static final int FEWEST = 100;
    private static final int MOST = 10_000;

    public DeviceLimits {
      require(
          burnIn >= FEWEST && burnIn <= MOST,
          "deviceLimits.burnIn must be between %d and %d, was %d".formatted(FEWEST, MOST, burnIn));
    }
  }

  /**
   * The search for a slow change of a device's normal images.
   *
   * @param enabled whether drift is searched for
   * @param every the shortest time between two images of a device that the test takes
   * @param tolerance the mean p-value may differ this much from a half, above 0 and below .5
   * @param falseAlarmsPerYear the bound for the mean number of false alarms of a device in a year
   */
  public record Drift(
      boolean enabled, Duration every, double tolerance, double falseAlarmsPerYear) {
    public Drift {
      requireBetween("drift.every", every, Duration.ofMillis(100), Duration.ofDays(1));
      require(
          tolerance > 0 && tolerance < 0.5,
          "drift.tolerance must be above 0 and below 0.5, was " + tolerance);
      require(
          falseAlarmsPerYear > 0 && Double.isFinite(falseAlarmsPerYear),
          "drift.falseAlarmsPerYear must be above 0, was " + falseAlarmsPerYear);
    }
  }

  /**
   * The images that are kept by reference for the next training.
   *
   * @param every the period of which one near miss and one normal image of each device is kept
   * @param keep the number of periods that are kept; zero: no images are kept
   */
  public record Samples(Duration every, int keep) {
    private static final int MOST = 1000;

    public Samples {
      requireBetween("samples.every", every, Duration.ofSeconds(1), Duration.ofDays(30));
      require(
          keep >= 0 && keep <= MOST,
          "samples.keep must be between 0 and %d, was %d".formatted(MOST, keep));
    }
  }

  /**
   * The address of the HTTP server.
   *
   * @param port 0 chooses any free port
   * @param publicUrl the address under which people reach the server, without a slash at the end;
   *     empty if there is none
   */
  public record Http(String host, int port, String publicUrl) {
    public Http {
      require(port >= 0 && port <= 65535, "http.port must be between 0 and 65535, was " + port);
      require(
          publicUrl.isEmpty() || publicUrl.matches("https?://[^\\s?#]*[^\\s?#/]"),
          "http.publicUrl must be an address such as https://kizuki.plant.example, without a slash"
              + " at the end; was '%s'".formatted(publicUrl));
    }

    /** Returns whether only this machine reaches the server. */
    public boolean isLoopback() {
      return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
    }
  }

  /**
   * The page for operators.
   *
   * @param enabled whether the service serves the page
   * @param viewTokenFile the file of the tokens that let people look, one "name token" a line;
   *     empty: on a loopback address everybody may look
   * @param actTokenFile the file of the tokens that let people look and act; empty: nobody may act,
   *     except everybody on a loopback address if viewTokenFile is empty, too
   * @param userHeader the header in which a proxy names the user; empty: there is no proxy
   * @param proxySecretFile the file of the secret that the proxy sends in the header
   *     X-Kizuki-Proxy-Secret; without this secret the user is not believed
   */
  public record Console(
      boolean enabled,
      String viewTokenFile,
      String actTokenFile,
      String userHeader,
      String proxySecretFile) {
    public Console {
      requireTogether(
          userHeader.isEmpty() == proxySecretFile.isEmpty(),
          "console.userHeader and console.proxySecretFile must be set together: without a secret"
              + " anybody could send the header",
          "console.userHeader",
          "console.proxySecretFile");
    }

    /** Returns whether a token or a proxy decides who may look. */
    public boolean isProtected() {
      return !viewTokenFile.isEmpty() || !userHeader.isEmpty();
    }
  }
}
