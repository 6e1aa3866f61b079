package dev.kizuki.stream.alert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.metrics.AlertMetrics;
import dev.kizuki.stream.mqtt.MemoryBroker;
import dev.kizuki.stream.mqtt.MqttAccess;
import dev.kizuki.stream.mqtt.MqttConnection;
import dev.kizuki.stream.mqtt.MqttSettings;
import dev.kizuki.stream.mqtt.MqttSubscriptions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** An MQTT broker in memory, a connection to it, and metrics. */
final class AlertFixture implements AutoCloseable {
  static final Duration LONG = Duration.ofSeconds(30);

  final MemoryBroker broker = new MemoryBroker();
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final AlertMetrics metrics = TestModels.metrics(registry).alerts();
  final MockProducer<String, byte[]> undelivered =
      new MockProducer<>(
          /* autoComplete= */ true, null, new StringSerializer(), new ByteArraySerializer());
  private final MqttConnection connection =
      new MqttConnection(
          broker,
          MqttSettings.transientSession(
              MqttAccess.anonymous(URI.create("tcp://127.0.0.1:1883")), "test-alerts"),
          MqttSubscriptions.none(),
          MqttConnection.Receiver.none());

  AlertFixture connect() throws InterruptedException {
    connection.start();
    assertThat(connection.awaitReady(LONG)).isTrue();
    return this;
  }

  AlertSender sender() {
    return sender(new DeviceTopic("devices/{device}/anomalies"));
  }

  /**
   * A publisher that reads from a log and publishes to the broker.
   *
   * @param nanoTime the clock of its delays
   */
  AlertPublisher publisher(AlertLog kafka, LongSupplier nanoTime) {
    Configuration configuration =
        ConfigurationReader.read("models: [{file: a.onnx}]", "test.yaml", Map.of());
    return publisher(configuration, Outbox.alerts(configuration), metrics, kafka, nanoTime);
  }

  /** A publisher of incidents. The log is the topic of incidents. */
  AlertPublisher incidentPublisher(AlertLog kafka, AlertMetrics incidents) {
    Configuration configuration =
        ConfigurationReader.read(
            "models: [{file: a.onnx}]\ntopics: {anomalies: b, incidents: anomalies}",
            "test.yaml",
            Map.of());
    return publisher(
        configuration, Outbox.incidents(configuration), incidents, kafka, System::nanoTime);
  }

  private AlertPublisher publisher(
      Configuration configuration,
      Outbox outbox,
      AlertMetrics metrics,
      AlertLog kafka,
      LongSupplier nanoTime) {
    return new AlertPublisher(
        configuration,
        outbox,
        broker,
        kafka,
        () -> undelivered,
        metrics,
        Duration.ofMillis(1),
        nanoTime);
  }

  /** The alerts that were given up, as text. */
  List<String> undelivered() {
    return undelivered.history().stream().map(kept -> new String(kept.value(), UTF_8)).toList();
  }

  /** The text of a header of each alert that was given up. */
  List<String> undelivered(String header) {
    return undelivered.history().stream()
        .map(kept -> new String(kept.headers().lastHeader(header).value(), UTF_8))
        .toList();
  }

  double undeliveredCount(Undelivered reason) {
    return registry.get("kizuki.alerts.undelivered").tag("reason", reason.code()).counter().count();
  }

  AlertSender sender(DeviceTopic topic) {
    return new AlertSender(connection, topic, /* retained= */ false, metrics);
  }

  /** The payloads that reached the broker, whether it took them or not, in their order. */
  List<String> payloads() {
    return broker.published().stream().map(sent -> new String(sent.payload(), UTF_8)).toList();
  }

  /** Refuses one payload with a reason code and takes all others. */
  void refuse(String payload, int code) {
    broker.answerWith(
        sent ->
            new String(sent.payload(), UTF_8).equals(payload)
                ? MemoryBroker.Answer.refused(sent.topic(), code)
                : MemoryBroker.Answer.taken());
  }

  void takeAll() {
    broker.answerWith(any -> MemoryBroker.Answer.taken());
  }

  double publishedCount() {
    return registry.get("kizuki.alerts.published").counter().count();
  }

  @Override
  public void close() {
    connection.close();
  }
}
