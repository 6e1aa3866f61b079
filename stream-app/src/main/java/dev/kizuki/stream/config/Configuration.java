package dev.kizuki.stream.config;

import com.fasterxml.jackson.annotation.JsonFormat;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.stream.event.DeviceTopic;
import java.net.URI;
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
    Mqtt mqtt,
    Kafka kafka,
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
   * The connection to the MQTT broker, and the topics on it.
   *
   * @param images the topics of images; the configuration may hold a single one as text
   */
  public record Mqtt(
      URI broker,
      String clientId,
      String username,
      String passwordFile,
      String trustedFile,
      String certificateFile,
      @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          List<ImageSubscription> images,
      String anomalies,
      String sharedGroup,
      int receiveMaximum,
      Duration sessionExpiry,
      Duration keepAlive) {
    /** MQTT sends the session expiry as 32 bits (MQTT 5, 3.1.2.11.2). */
    private static final Duration MOST_SESSION_EXPIRY = Duration.ofSeconds(0xFFFF_FFFFL);

    /** MQTT sends the keep alive as 16 bits (MQTT 5, 3.1.2.10). */
    private static final Duration MOST_KEEP_ALIVE = Duration.ofSeconds(0xFFFF);

    public Mqtt {
      BrokerAddress address = BrokerAddress.of(broker);
      require(!clientId.isBlank(), "mqtt.clientId must not be empty");
      requireTogether(
          address.isSecure() || (trustedFile.isEmpty() && certificateFile.isEmpty()),
          "mqtt.trustedFile and mqtt.certificateFile need a broker at ssl:// or wss://, was "
              + broker,
          "mqtt.trustedFile",
          "mqtt.certificateFile",
          "mqtt.broker");
      images = List.copyOf(images);
      require(!images.isEmpty(), "mqtt.images must hold at least one topic");
      MqttTopics.requireDistinct(images);
      if (!anomalies.isEmpty()) {
        MqttTopics.alerts(images, anomalies);
      }
      requireTogether(
          images.stream().noneMatch(image -> image.topic().startsWith("kizuki/canary/"))
              && !anomalies.startsWith("kizuki/canary/"),
          "mqtt.images and mqtt.anomalies must not begin with kizuki/canary/, the topics of canaries",
          "mqtt.images",
          "mqtt.anomalies");
      require(
          receiveMaximum >= 1 && receiveMaximum <= 65535,
          "mqtt.receiveMaximum must be between 1 and 65535, was " + receiveMaximum);
      requireWholeSeconds("mqtt.sessionExpiry", sessionExpiry, MOST_SESSION_EXPIRY);
      requireWholeSeconds("mqtt.keepAlive", keepAlive, MOST_KEEP_ALIVE);
    }

    /**
     * The topic of the alerts of a device. Must not be called if {@link #anomalies} is empty.
     *
     * @throws ConfigurationException if the topic is empty
     */
    public DeviceTopic alertTopic() {
      return MqttTopics.alerts(images, anomalies);
    }
  }

  /** The connection to Kafka, and the settings of Kafka Streams. */
  public record Kafka(
      String bootstrapServers,
      String securityProtocol,
      String trustedFile,
      String certificateFile,
      String saslMechanism,
      String username,
      String passwordFile,
      String applicationId,
      String processingGuarantee,
      int threads,
      Path stateDir,
      boolean createTopics,
      int partitions,
      short replicationFactor,
      Map<String, String> properties) {
    private static final int MOST_THREADS = 1000;

    public Kafka {
      require(
          List.of("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL").contains(securityProtocol),
          "kafka.securityProtocol must be PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL, was '%s'"
              .formatted(securityProtocol));
      requireTogether(
          securityProtocol.endsWith("SSL") || (trustedFile.isEmpty() && certificateFile.isEmpty()),
          "kafka.trustedFile and kafka.certificateFile need kafka.securityProtocol SSL or SASL_SSL,"
              + " was "
              + securityProtocol,
          "kafka.trustedFile",
          "kafka.certificateFile",
          "kafka.securityProtocol");
      require(
          List.of("SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN").contains(saslMechanism),
          "kafka.saslMechanism must be SCRAM-SHA-512, SCRAM-SHA-256 or PLAIN (set others in"
              + " kafka.properties), was '%s'".formatted(saslMechanism));
      requireTogether(
          securityProtocol.startsWith("SASL") || (username.isEmpty() && passwordFile.isEmpty()),
          "kafka.username and kafka.passwordFile need kafka.securityProtocol SASL_SSL or"
              + " SASL_PLAINTEXT, was "
              + securityProtocol,
          "kafka.username",
          "kafka.passwordFile",
          "kafka.securityProtocol");
      require(
          !securityProtocol.startsWith("SASL")
              || (!username.isEmpty() && !passwordFile.isEmpty())
              || properties.containsKey("sasl.jaas.config"),
          "kafka.securityProtocol %s needs both kafka.username and kafka.passwordFile"
              .formatted(securityProtocol));
      requireTogether(
          username.isEmpty()
              || !saslMechanism.equals("PLAIN")
              || securityProtocol.equals("SASL_SSL"),
          "kafka.saslMechanism PLAIN would send the password unencrypted: it needs"
              + " kafka.securityProtocol SASL_SSL",
          "kafka.saslMechanism",
          "kafka.securityProtocol");
      require(
          applicationId.matches("[A-Za-z0-9._-]+"),
          "kafka.applicationId must be letters, digits, '.', '_' and '-', was '%s'"
              .formatted(applicationId));
      require(
          List.of("at_least_once", "exactly_once_v2").contains(processingGuarantee),
          "kafka.processingGuarantee must be at_least_once or exactly_once_v2, was '%s'"
              .formatted(processingGuarantee));
      require(threads >= 0, "kafka.threads must not be negative, was " + threads);
      require(
          threads <= MOST_THREADS,
          "kafka.threads must be at most %d, was %d".formatted(MOST_THREADS, threads));
      require(partitions > 0, "kafka.partitions must be positive, was " + partitions);
      require(
          replicationFactor > 0 || replicationFactor == -1,
          "kafka.replicationFactor must be positive, or -1 for the broker's default; was "
              + replicationFactor);
      properties = Map.copyOf(properties);
    }

    /** The number of threads that judge images: 1 or more. */
    public int streamThreads() {
      return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
    }
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

  /** MQTT counts in whole seconds; a value is between one second and a limit of MQTT. */
  private static void requireWholeSeconds(String key, Duration duration, Duration most) {
    requireBetween(key, duration, Duration.ofSeconds(1), most);
    require(
        duration.toNanosPart() == 0,
        "%s must be whole seconds, was %s".formatted(key, Durations.text(duration)));
  }

  private static void requireZeroOr(String key, Duration duration, Duration least, Duration most) {
    require(
        duration.isZero() || (duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0),
        "%s must be 0s (off), or between %s and %s; was %s"
            .formatted(key, Durations.text(least), Durations.text(most), Durations.text(duration)));
  }

  private static void requireBetween(String key, Duration duration, Duration least, Duration most) {
    require(
        duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0,
        "%s must be between %s and %s, was %s"
            .formatted(key, Durations.text(least), Durations.text(most), Durations.text(duration)));
  }

  /**
   * @param message begins with the key
   */
  private static void require(boolean condition, String message) {
    requireTogether(condition, message, message.split(" ", 2)[0]);
  }

  /**
   * @param keys the keys that do not fit together
   */
  private static void requireTogether(boolean condition, String message, String... keys) {
    if (!condition) {
      throw new ConfigurationException(message, List.of(keys));
    }
  }
}
