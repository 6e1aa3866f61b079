package dev.kizuki.stream.alert;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kizuki.stream.alert.PublishOutcome.ConnectionLost;
import dev.kizuki.stream.alert.PublishOutcome.Impossible;
import dev.kizuki.stream.alert.PublishOutcome.NotSent;
import dev.kizuki.stream.alert.PublishOutcome.Refused;
import dev.kizuki.stream.alert.PublishOutcome.Sent;
import dev.kizuki.stream.event.CanaryChannel;
import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.metrics.AlertMetrics;
import dev.kizuki.stream.mqtt.MqttConnection;
import dev.kizuki.stream.mqtt.NotSentException;
import dev.kizuki.stream.mqtt.Publication;
import dev.kizuki.stream.mqtt.RefusedException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Publishes one alert, or one change of an incident, over MQTT. It goes to the topic of its device
 * and is counted. A verdict on a canary goes to {@link CanaryChannel#VERDICTS} and is not counted.
 */
final class AlertSender {
  /** CloudEvents 1.0, structured mode (JSON event format, section 3). */
  static final String CONTENT_TYPE = "application/cloudevents+json";

  /** MQTT 5, section 1.5.4: wildcards, control characters, surrogates, and no characters. */
  private static final Pattern NOT_IN_A_TOPIC =
      Pattern.compile("[+#\\p{Cc}\\p{Cs}\\x{FDD0}-\\x{FDEF}\\x{FFFE}\\x{FFFF}]");

  /** MQTT 5, section 1.5.4. */
  private static final int LONGEST_TOPIC = 65_535;

  private final MqttConnection connection;
  private final DeviceTopic topic;
  private final boolean retained;
  private final AlertMetrics metrics;

  /**
   * @param topic the topic of the devices
   * @param retained whether the broker keeps the last message of each device
   */
  AlertSender(
      MqttConnection connection, DeviceTopic topic, boolean retained, AlertMetrics metrics) {
    this.connection = connection;
    this.topic = topic;
    this.retained = retained;
    this.metrics = metrics;
  }

  /** Returns whether alerts can be sent now. */
  boolean isReady() {
    return connection.isReady();
  }

  /** The number of alerts that may be sent before the first of them is acknowledged. */
  int mostInFlight() {
    return connection.mostInFlight();
  }

  /**
   * Connects again.
   *
   * @param reason one sentence for the log
   */
  void reconnect(String reason) {
    connection.reconnect(reason);
  }

  /**
   * Publishes an alert without waiting for the broker.
   *
   * @param alert the device as key, the event in JSON as value
   * @return completes with the outcome when the broker answers or the connection ends
   */
  CompletableFuture<PublishOutcome> send(ConsumerRecord<String, byte[]> alert) {
    String device = alert.key();
    if (alert.value() == null) {
      return impossible("the record has no value");
    }
    if (device == null || device.isEmpty() || NOT_IN_A_TOPIC.matcher(device).find()) {
      return impossible("the device's name cannot be part of an MQTT topic");
    }
    boolean canary = ImageHeaders.canary(alert.headers()).isPresent();
    String target;
    try {
      target = canary ? CanaryChannel.VERDICTS.of(device) : topic.of(device);
    } catch (IllegalArgumentException e) {
      return impossible(String.valueOf(e.getMessage()));
    }
    if (target.getBytes(UTF_8).length > LONGEST_TOPIC) {
      return impossible("the device's name makes the MQTT topic too long");
    }
    long start = System.nanoTime();
    return connection
        .publish(publication(target, alert.value()))
        .handle(
            (nothing, failure) -> {
              if (failure == null && !canary) {
                metrics.published(alert.timestamp(), System.nanoTime() - start);
              }
              return outcome(failure);
            });
  }

  private Publication publication(String target, byte[] event) {
    return retained
        ? Publication.retained(target, event, CONTENT_TYPE)
        : new Publication(target, event, CONTENT_TYPE, Map.of());
  }

  private static CompletableFuture<PublishOutcome> impossible(String reason) {
    return CompletableFuture.completedFuture(new Impossible(reason));
  }

  private static PublishOutcome outcome(@Nullable Throwable failure) {
    if (failure == null) {
      return new Sent();
    }
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    String reason = String.valueOf(cause.getMessage());
    if (cause instanceof RefusedException refused) {
      return refused.isPermanent() ? new Impossible(reason) : new Refused(reason);
    }
    if (cause instanceof IllegalArgumentException) {
      // the client refused the message before it was sent
      return new Impossible(reason);
    }
    return cause instanceof NotSentException ? new NotSent(reason) : new ConnectionLost(reason);
  }
}
