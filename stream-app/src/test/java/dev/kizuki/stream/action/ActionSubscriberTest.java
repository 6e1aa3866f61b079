package dev.kizuki.stream.action;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.config.MqttConfiguration;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.Judgement;
import dev.kizuki.stream.incident.OperatorAction;
import dev.kizuki.stream.mqtt.MemoryBroker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Actions from an MQTT broker in memory. */
@Timeout(60)
class ActionSubscriberTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final String TOPIC = "kizuki/actions";
  private static final String ACKNOWLEDGE =
      "{\"incident\":\"a1\",\"device\":\"line1-a\",\"action\":\"acknowledge\"}";

  private final MemoryBroker broker = new MemoryBroker();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final MockProducer<String, byte[]> kafka =
      new MockProducer<>(
          /* autoComplete= */ false, null, new StringSerializer(), new ByteArraySerializer());
  private final MqttConfiguration mqtt =
      ConfigurationReader.read(
              "models: [{file: a.onnx}]\nmqtt: {actions: kizuki/actions, sharedGroup: hall}",
              "test",
              Map.of())
          .mqtt();
  private final ActionSubscriber subscriber =
      new ActionSubscriber(
          broker,
          mqtt,
          new ActionWriter(kafka, "operator-actions"),
          TestModels.metrics(registry).actions(),
          Clock.fixed(NOW, ZoneOffset.UTC));

  @BeforeEach
  void connect() {
    subscriber.start();
    await().atMost(Duration.ofSeconds(30)).until(subscriber::isReady);
  }

  @AfterEach
  void close() {
    subscriber.close();
  }

  private void deliver(String payload) {
    broker.deliver(TOPIC, payload.getBytes(UTF_8));
  }

  private double count(String meter) {
    return registry.get(meter).counter().count();
  }

  private ProducerRecord<String, byte[]> written() {
    assertThat(kafka.history()).hasSize(1);
    return kafka.history().get(0);
  }

  @Test
  void anActionGoesToKafkaUnderItsDevice() {
    deliver(
        """
        {"id":"7","incident":"a1","device":"line1-a","action":"judge","verdict":"false","note":"dust"}
        """);
    assertThat(written().topic()).isEqualTo("operator-actions");
    assertThat(written().key()).isEqualTo("line1-a");
    assertThat(written().partition()).as("Kafka's default partitioner decides").isNull();
    assertThat(IncidentJson.read(written().value(), OperatorAction.class))
        .isEqualTo(
            new OperatorAction(
                "7",
                "a1",
                OperatorAction.Type.JUDGE,
                "mqtt",
                NOW,
                "dust",
                null,
                null,
                Judgement.Verdict.FALSE));
  }

  @Test
  void isAcknowledgedAfterKafkaHasIt() {
    deliver(ACKNOWLEDGE);
    assertThat(broker.acknowledged()).isEmpty();
    kafka.completeNext();
    assertThat(broker.acknowledged()).hasSize(1);
    assertThat(count("kizuki.actions.taken")).isEqualTo(1);
  }

  @Test
  void comesAgainIfKafkaDoesNotTakeIt() {
    deliver(ACKNOWLEDGE);
    kafka.errorNext(new KafkaException("away"));
    await().atMost(Duration.ofSeconds(30)).until(() -> kafka.history().size() >= 2);
    assertThat(broker.acknowledged()).isEmpty();
    assertThat(count("kizuki.actions.taken")).isZero();
  }

  @Test
  void theInstancesOfAGroupShareTheActionsAndTheBrokerKeepsThem() {
    assertThat(broker.subscriptions()).containsExactly("$share/hall/kizuki/actions");
    assertThat(broker.sessionExpiries()).containsOnly(Duration.ofDays(7));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no JSON",
        "[]",
        "{}",
        "{\"incident\":\"a1\",\"device\":\"d\",\"action\":\"delete\"}",
        "{\"incident\":\"a1\",\"device\":\"\",\"action\":\"acknowledge\"}",
        "{\"incident\":\"a1\",\"device\":\"d\",\"action\":\"judge\"}",
        "{\"incident\":\"a1\",\"device\":\"d\",\"action\":\"shelve\",\"minutes\":0}",
        "{\"incident\":\"a1\",\"device\":\"d\",\"action\":\"acknowledge\",\"by\":\"anna\"}",
      })
  void aMessageThatIsNoActionIsCountedAndDoneWith(String payload) {
    deliver(payload);
    assertThat(kafka.history()).isEmpty();
    assertThat(broker.acknowledged()).hasSize(1);
    assertThat(count("kizuki.actions.refused")).isEqualTo(1);
    deliver(ACKNOWLEDGE);
    assertThat(kafka.history()).hasSize(1);
  }
}
