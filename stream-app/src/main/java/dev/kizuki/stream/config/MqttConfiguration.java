package dev.kizuki.stream.config;

import static dev.kizuki.stream.config.Checks.require;
import static dev.kizuki.stream.config.Checks.requireTogether;
import static dev.kizuki.stream.config.Checks.requireWholeSeconds;
import static dev.kizuki.stream.config.Checks.requireZeroOr;

import com.fasterxml.jackson.annotation.JsonFormat;
import dev.kizuki.stream.event.DeviceTopic;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * The connection to the MQTT broker, and the topics on it.
 *
 * @param images the topics of images; the configuration may hold a single one as text
 * @param incidents the topic of the devices' incidents; empty: they are not published
 * @param actions the topic of operators' actions; empty: none are taken
 * @param standInAfter the silence of an instance after which another one takes its images; zero:
 *     this instance stands in for nobody
 */
public record MqttConfiguration(
    URI broker,
    String clientId,
    String username,
    String passwordFile,
    String trustedFile,
    String certificateFile,
    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<ImageSubscription> images,
    String anomalies,
    String incidents,
    String actions,
    String sharedGroup,
    int receiveMaximum,
    Duration sessionExpiry,
    Duration keepAlive,
    Duration standInAfter) {
  /** MQTT sends the session expiry as 32 bits (MQTT 5, 3.1.2.11.2). */
  private static final Duration MOST_SESSION_EXPIRY = Duration.ofSeconds(0xFFFF_FFFFL);

  /** MQTT sends the keep alive as 16 bits (MQTT 5, 3.1.2.10). */
  private static final Duration MOST_KEEP_ALIVE = Duration.ofSeconds(0xFFFF);

  /** Instances report every 5 s, and a report may come late. */
  private static final Duration LEAST_STAND_IN_AFTER = Duration.ofSeconds(15);

  public MqttConfiguration {
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
      MqttTopics.alerts("mqtt.anomalies", images, anomalies);
    }
    if (!incidents.isEmpty()) {
      MqttTopics.alerts("mqtt.incidents", images, incidents);
    }
    requireTogether(
        incidents.isEmpty() || !incidents.equals(anomalies),
        "mqtt.incidents and mqtt.anomalies must be different topics, both are '%s'"
            .formatted(incidents),
        "mqtt.incidents",
        "mqtt.anomalies");
    if (!actions.isEmpty()) {
      MqttTopics.requireActions(images, actions);
    }
    requireTogether(
        images.stream().noneMatch(image -> image.topic().startsWith("kizuki/canary/"))
            && !anomalies.startsWith("kizuki/canary/")
            && !incidents.startsWith("kizuki/canary/")
            && !actions.startsWith("kizuki/canary/"),
        "mqtt.images, mqtt.anomalies, mqtt.incidents and mqtt.actions must not begin with"
            + " kizuki/canary/, the topics of canaries",
        "mqtt.images",
        "mqtt.anomalies",
        "mqtt.incidents",
        "mqtt.actions");
    require(
        receiveMaximum >= 1 && receiveMaximum <= 65535,
        "mqtt.receiveMaximum must be between 1 and 65535, was " + receiveMaximum);
    requireWholeSeconds("mqtt.sessionExpiry", sessionExpiry, MOST_SESSION_EXPIRY);
    requireWholeSeconds("mqtt.keepAlive", keepAlive, MOST_KEEP_ALIVE);
    requireZeroOr("mqtt.standInAfter", standInAfter, LEAST_STAND_IN_AFTER, Duration.ofDays(1));
  }

  /**
   * The settings with which this instance takes over the session of another one.
   *
   * @param clientId the client identifier of the other instance
   * @throws ConfigurationException if the topics do not fit those of this instance
   */
  public MqttConfiguration ofPeer(
      String clientId, String sharedGroup, List<ImageSubscription> images) {
    return new MqttConfiguration(
        broker,
        clientId,
        username,
        passwordFile,
        trustedFile,
        certificateFile,
        images,
        anomalies,
        incidents,
        actions,
        sharedGroup,
        receiveMaximum,
        sessionExpiry,
        keepAlive,
        standInAfter);
  }

  /**
   * The topic of the alerts of a device. Must not be called if {@link #anomalies} is empty.
   *
   * @throws ConfigurationException if the topic is empty
   */
  public DeviceTopic alertTopic() {
    return MqttTopics.alerts("mqtt.anomalies", images, anomalies);
  }

  /**
   * The topic of the incidents of a device. Must not be called if {@link #incidents} is empty.
   *
   * @throws ConfigurationException if the topic is empty
   */
  public DeviceTopic incidentTopic() {
    return MqttTopics.alerts("mqtt.incidents", images, incidents);
  }
}
