package dev.kizuki.stream.doctor;

import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.config.ImageSubscription;
import dev.kizuki.stream.config.MqttConfiguration;
import dev.kizuki.stream.event.CanaryChannel;
import dev.kizuki.stream.mqtt.BrokerAnswer;
import dev.kizuki.stream.mqtt.MqttAccess;
import dev.kizuki.stream.mqtt.MqttFailure;
import dev.kizuki.stream.mqtt.MqttLink;
import dev.kizuki.stream.mqtt.MqttMessage;
import dev.kizuki.stream.mqtt.MqttPort;
import dev.kizuki.stream.mqtt.MqttSettings;
import dev.kizuki.stream.mqtt.Publication;
import dev.kizuki.stream.mqtt.ReasonCode;
import dev.kizuki.stream.mqtt.RefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks that the MQTT broker accepts the service. Connects with a client id of its own, subscribes
 * to the images and the canaries, and publishes to the topic of the canaries' verdicts.
 */
public final class MqttCheck implements Check {
  private static final Logger LOG = LoggerFactory.getLogger(MqttCheck.class);
  private static final String SUBJECT = "mqtt";
  private static final String CLIENT_SUFFIX = "-doctor";
  private static final long TIMEOUT_S = 10;
  private static final String PROBED_TOPIC = CanaryChannel.VERDICTS.of("doctor");

  private final MqttPort port;
  private final MqttConfiguration mqtt;
  private final boolean sendsCanaries;

  /**
   * @param sendsCanaries whether the service sends canaries
   */
  public MqttCheck(MqttPort port, MqttConfiguration mqtt, boolean sendsCanaries) {
    this.port = port;
    this.mqtt = mqtt;
    this.sendsCanaries = sendsCanaries;
  }

  @Override
  public List<Finding> findings() throws InterruptedException {
    List<Finding> all = new ArrayList<>();
    List<String> shortfalls = shortfalls();
    all.add(run());
    for (String shortfall : shortfalls) {
      all.add(Finding.warning(SUBJECT, shortfall, "change the limits of the broker"));
    }
    return all;
  }

  /**
   * Asks for a session like that of the service, and returns what the broker grants less. The
   * session has no subscription, so the broker keeps no images in it. {@link #run} deletes it, and
   * reports a broker that cannot be reached.
   */
  private List<String> shortfalls() {
    MqttSettings service = MqttSettings.durable(mqtt);
    MqttSettings settings =
        new MqttSettings(
            service.access(),
            mqtt.clientId() + CLIENT_SUFFIX,
            service.receiveMaximum(),
            service.sessionExpiry(),
            service.keepAlive());
    try (MqttLink link = port.open(settings, new IgnoresMessages())) {
      return link.connect().shortfalls(settings);
    } catch (ConfigurationException | MqttFailure e) {
      LOG.debug("the broker's limits are not known", e);
      return List.of();
    }
  }

  /** Connects, subscribes and publishes once. */
  public Finding run() throws InterruptedException {
    MqttSettings settings =
        MqttSettings.transientSession(MqttAccess.of(mqtt), mqtt.clientId() + CLIENT_SUFFIX);
    try (MqttLink link = port.open(settings, new IgnoresMessages())) {
      return probe(link, settings.clientId());
    } catch (ConfigurationException e) {
      return Finding.failure(
          SUBJECT, String.valueOf(e.getMessage()), "correct the file that the message names");
    } catch (MqttFailure e) {
      return Finding.failure(
          SUBJECT, "%s: %s".formatted(mqtt.broker(), e.getMessage()), "read the broker's log");
    }
  }

  private Finding probe(MqttLink link, String clientId) throws InterruptedException {
    BrokerAnswer answer;
    try {
      answer = link.connect();
    } catch (MqttFailure e) {
      return Finding.failure(
          SUBJECT,
          "%s refuses '%s': %s".formatted(mqtt.broker(), clientId, e.getMessage()),
          "check mqtt.broker, mqtt.username, mqtt.passwordFile, and the certificates");
    }
    List<String> filters = new ArrayList<>();
    for (ImageSubscription images : mqtt.images()) {
      filters.add(images.deviceTopic().filter(""));
    }
    if (sendsCanaries) {
      filters.add(CanaryChannel.filter(mqtt.clientId()));
    }
    int qos = answer.maximumQos();
    for (String filter : filters) {
      try {
        answer.requireSupports(filter);
        qos = Math.min(qos, link.subscribe(filter));
      } catch (MqttFailure e) {
        return Finding.failure(
            SUBJECT,
            "subscribing to '%s' is refused: %s".formatted(filter, e.getMessage()),
            isForbidden(e)
                ? "allow the user of mqtt.username to read it"
                : "read the broker's log");
      }
    }
    Optional<Finding> shared = sharedIsRefused(answer);
    if (shared.isPresent()) {
      return shared.get();
    }
    try {
      link.publish(new Publication(PROBED_TOPIC, new byte[0], null, Map.of()))
          .get(TIMEOUT_S, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      String reason =
          e.getCause() instanceof RefusedException refused
              ? "is refused: " + refused.getMessage()
              : "failed: " + e;
      return Finding.failure(
          SUBJECT,
          "publishing to '%s' %s".formatted(PROBED_TOPIC, reason),
          "allow the user of mqtt.username to write kizuki/canary/#");
    }
    if (qos < answer.maximumQos()) {
      return Finding.warning(
          SUBJECT,
          "the broker grants QoS 0 to '%s': images can be lost without notice"
              .formatted(filters.get(0)),
          "let the broker grant QoS 1 to the user of mqtt.username");
    }
    return Finding.ok(SUBJECT, "%s accepts '%s'".formatted(mqtt.broker(), clientId));
  }

  /** The check itself subscribes without the group, because it must take no images. */
  private Optional<Finding> sharedIsRefused(BrokerAnswer answer) {
    try {
      for (ImageSubscription images : mqtt.images()) {
        answer.requireSupports(images.deviceTopic().filter(mqtt.sharedGroup()));
      }
      return Optional.empty();
    } catch (MqttFailure e) {
      return Optional.of(
          Finding.failure(SUBJECT, String.valueOf(e.getMessage()), "change mqtt.sharedGroup"));
    }
  }

  private static boolean isForbidden(MqttFailure failure) {
    return failure.code().orElse(0) == ReasonCode.NOT_AUTHORIZED.value();
  }

  /** The broker deletes unacknowledged images with the session of this client. */
  private static final class IgnoresMessages implements MqttLink.Listener {
    @Override
    public void arrived(MqttMessage message) {
      // not acknowledged: the service gets the image through its own session
    }

    @Override
    public void lost(String reason) {
      // the next call fails and gives the reason
    }
  }
}
