package dev.kizuki.stream.metrics;

import dev.kizuki.image.RejectionReason;
import dev.kizuki.stream.config.PayloadKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** Metrics of the bridge from MQTT to Kafka. */
public final class BridgeMetrics {
  private final MeterRegistry registry;
  private final StageMetrics stages;
  private final RejectionMetrics rejections;
  private final GroupMetrics groups;
  private final Counter received;
  private final DistributionSummary imageBytes;
  private final Counter failures;
  private final Counter ignoredCanaries;
  private final Map<PayloadKind, Counter> payloads = new EnumMap<>(PayloadKind.class);
  private final Counter sessionsLost;
  private volatile double maximumQos = Double.NaN;
  private volatile double sessionExpirySeconds = Double.NaN;

  BridgeMetrics(
      MeterRegistry registry,
      StageMetrics stages,
      RejectionMetrics rejections,
      GroupMetrics groups) {
    this.registry = registry;
    this.stages = stages;
    this.rejections = rejections;
    this.groups = groups;
    received =
        Counter.builder("kizuki.images.received")
            .description("Images taken from MQTT")
            .register(registry);
    imageBytes =
        DistributionSummary.builder("kizuki.image.size")
            .baseUnit("bytes")
            .description("Size of the images taken from MQTT")
            .register(registry);
    failures =
        Counter.builder("kizuki.bridge.failures")
            .description("Images that Kafka did not take; MQTT delivers them again")
            .register(registry);
    ignoredCanaries =
        Counter.builder("kizuki.canary.ignored")
            .description(
                "Messages on the topic of canaries that this start of the instance did not send")
            .register(registry);
    for (PayloadKind kind : PayloadKind.values()) {
      payloads.put(
          kind,
          Counter.builder("kizuki.payloads.read")
              .tag("payload", kind.code())
              .description(
                  "MQTT messages from which an image was read, by 'payload' in mqtt.images")
              .register(registry));
    }
    sessionsLost =
        Counter.builder("kizuki.mqtt.sessions.lost")
            .description(
                "Reconnects where the broker had lost the session; images of the outage are lost")
            .register(registry);
  }

  /**
   * Registers the gauges of the bridge.
   *
   * @param unacknowledged the images taken from MQTT that Kafka has not acknowledged yet
   * @param connected whether the bridge is connected and subscribed
   */
  public void bind(IntSupplier unacknowledged, BooleanSupplier connected) {
    Gauges.number(
        registry,
        "kizuki.bridge.unacknowledged",
        Tags.empty(),
        unacknowledged::getAsInt,
        "Images taken from MQTT that Kafka has not acknowledged yet");
    Gauges.flag(
        registry,
        "kizuki.bridge.connected",
        Tags.empty(),
        connected,
        "1 while the bridge is connected and subscribed");
    Gauges.number(
        registry,
        "kizuki.mqtt.maximum.qos",
        Tags.empty(),
        () -> maximumQos,
        "Quality of service that the broker grants; at 0 images can be lost without notice");
    Gauges.number(
        registry,
        "kizuki.mqtt.session.expiry.seconds",
        Tags.empty(),
        () -> sessionExpirySeconds,
        "Time for which the broker keeps images while the bridge is away");
  }

  /**
   * Records what the broker granted to the bridge.
   *
   * @param qos the quality of service of images, 0 or 1
   * @param sessionExpiry the time for which the broker keeps images while the bridge is away
   */
  public void granted(int qos, Duration sessionExpiry) {
    maximumQos = qos;
    sessionExpirySeconds = (double) sessionExpiry.toSeconds();
  }

  /** Counts a session that the broker lost. */
  public void sessionLost() {
    sessionsLost.increment();
  }

  /**
   * Records an image that came from MQTT.
   *
   * @param bytes the size of the image
   * @param arrivedMs its arrival, milliseconds since 1970
   */
  public void received(String device, int bytes, long arrivedMs) {
    received.increment();
    imageBytes.record(bytes);
    groups.arrived(device, arrivedMs);
  }

  /** Counts a message from which an image was read. */
  public void payloadRead(PayloadKind kind) {
    Objects.requireNonNull(payloads.get(kind)).increment();
  }

  /**
   * Records an image that Kafka acknowledged.
   *
   * @param nanoseconds the time since its arrival
   */
  public void stored(long nanoseconds) {
    stages.record(Stage.BRIDGE, nanoseconds);
  }

  /** Counts an image that the bridge rejected. */
  public void rejected(RejectionReason reason) {
    rejections.rejected(reason);
  }

  /** Counts a rejected image that is too large for the topic of rejected images. */
  public void lost() {
    rejections.lost();
  }

  /**
   * Counts a message on the topic of canaries that is not from this start of this instance: forged,
   * or sent before a restart.
   */
  public void ignoredCanary() {
    ignoredCanaries.increment();
  }

  /** Counts an image that Kafka did not accept. */
  public void failed() {
    failures.increment();
  }
}
