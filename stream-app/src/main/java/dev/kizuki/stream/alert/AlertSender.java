package dev.kizuki.stream.alert;

import dev.kizuki.stream.alert.PublishOutcome.Impossible;
import dev.kizuki.stream.alert.PublishOutcome.RetryLater;
import dev.kizuki.stream.alert.PublishOutcome.Sent;
import dev.kizuki.stream.event.CanaryDevice;
import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.metrics.AlertMetrics;
import dev.kizuki.stream.mqtt.MqttConnection;
import dev.kizuki.stream.mqtt.Publication;
import dev.kizuki.stream.mqtt.RefusedException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Publishes one alert over MQTT. A device's alert goes to the topic of that device and is counted;
 * a verdict on a canary goes to {@link CanaryDevice#VERDICTS} and is not counted.
 */
final class AlertSender {
  /** CloudEvents 1.0, structured mode (JSON event format, section 3). */
  static final String CONTENT_TYPE = "application/cloudevents+json";

  private static final Pattern NOT_IN_A_TOPIC = Pattern.compile("[+#\\x00]");

  private final MqttConnection connection;
  private final DeviceTopic topic;
  private final AlertMetrics metrics;
  private final Duration timeout;

  /**
   * @param topic the topic of the devices' alerts
   * @param timeout the longest time that the broker may take to acknowledge an alert
   */
  AlertSender(
      MqttConnection connection, DeviceTopic topic, AlertMetrics metrics, Duration timeout) {
    this.connection = connection;
    this.topic = topic;
    this.metrics = metrics;
    this.timeout = timeout;
  }

  /** The number of alerts that may be sent before the first of them is acknowledged. */
  int mostInFlight() {
    return connection.mostInFlight();
  }

  /**
   * Publishes an alert without waiting for the broker.
   *
   * @param alert the device as key, the event in JSON as value
   * @return completes with the outcome, at the latest after the timeout
   */
  CompletableFuture<PublishOutcome> send(ConsumerRecord<String, byte[]> alert) {
    String device = alert.key();
    if (alert.value() == null) {
      return CompletableFuture.completedFuture(new Impossible("the record has no value"));
    }
    if (device == null || device.isEmpty() || NOT_IN_A_TOPIC.matcher(device).find()) {
      return CompletableFuture.completedFuture(
          new Impossible("the device's name cannot be part of an MQTT topic"));
    }
    boolean canary = CanaryDevice.is(device);
    String target = canary ? CanaryDevice.VERDICTS.of(device) : topic.of(device);
    long start = System.nanoTime();
    return connection
        .publish(new Publication(target, alert.value(), CONTENT_TYPE, Map.of()))
        .copy()
        .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .handle(
            (nothing, failure) -> {
              if (failure == null && !canary) {
                metrics.published(alert.timestamp(), System.nanoTime() - start);
              }
              return outcome(failure);
            });
  }

  private static PublishOutcome outcome(@Nullable Throwable failure) {
    if (failure == null) {
      return new Sent();
    }
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof RefusedException refused && refused.isPermanent()
        ? new Impossible(String.valueOf(refused.getMessage()))
        : new RetryLater(cause.toString());
  }
}
