package dev.kizuki.stream.alert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.alert.PublishOutcome.ConnectionLost;
import dev.kizuki.stream.alert.PublishOutcome.Impossible;
import dev.kizuki.stream.alert.PublishOutcome.NotSent;
import dev.kizuki.stream.alert.PublishOutcome.Refused;
import dev.kizuki.stream.alert.PublishOutcome.Sent;
import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.mqtt.MemoryBroker.Answer;
import dev.kizuki.stream.mqtt.Publication;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class AlertSenderTest {
  private final AlertFixture mqtt = new AlertFixture();
  private final AlertSender sender = mqtt.sender();

  @AfterEach
  void close() {
    mqtt.close();
  }

  private static ConsumerRecord<String, byte[]> alert(
      @Nullable String device, byte @Nullable [] value) {
    return new ConsumerRecord<String, byte[]>("anomalies", 0, 7, device, value);
  }

  private static ConsumerRecord<String, byte[]> alert(@Nullable String device) {
    return alert(device, "{}".getBytes(UTF_8));
  }

  private static PublishOutcome outcome(CompletableFuture<PublishOutcome> outcome)
      throws Exception {
    return outcome.get(30, TimeUnit.SECONDS);
  }

  @Test
  void anAlertGoesToTheTopicOfItsDeviceAsACloudEvent() throws Exception {
    mqtt.connect();
    assertThat(outcome(sender.send(alert("camera-1")))).isEqualTo(new Sent());
    Publication sent = mqtt.broker.published().get(0);
    assertThat(sent.topic()).isEqualTo("devices/camera-1/anomalies");
    assertThat(sent.contentType()).isEqualTo("application/cloudevents+json");
    assertThat(sent.payload()).asString(UTF_8).isEqualTo("{}");
    assertThat(sent.userProperties()).isEmpty();
  }

  @Test
  void aPublishedAlertIsCounted() throws Exception {
    mqtt.connect();
    outcome(sender.send(alert("camera-1")));
    assertThat(mqtt.publishedCount()).isEqualTo(1);
    assertThat(mqtt.registry.get("kizuki.alert.latency").timer().count()).isEqualTo(1);
  }

  @Test
  void aCanarysVerdictGoesToItsOwnTopicAndIsNotCounted() throws Exception {
    mqtt.connect();
    ConsumerRecord<String, byte[]> verdict = alert("kizuki-canary.0.line1");
    ImageHeaders.set(verdict.headers(), ImageHeaders.CANARY, "0");
    assertThat(outcome(sender.send(verdict))).isEqualTo(new Sent());
    assertThat(mqtt.broker.published().get(0).topic())
        .isEqualTo("kizuki/canary/kizuki-canary.0.line1");
    assertThat(mqtt.publishedCount()).isZero();
    assertThat(mqtt.registry.get("kizuki.alert.latency").timer().count()).isZero();
  }

  @Test
  void aDeviceWithTheNameOfACanaryIsADevice() throws Exception {
    mqtt.connect();
    assertThat(outcome(sender.send(alert("kizuki-canary.0.line1")))).isEqualTo(new Sent());
    assertThat(mqtt.broker.published().get(0).topic())
        .isEqualTo("devices/kizuki-canary.0.line1/anomalies");
    assertThat(mqtt.publishedCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x87, 0x90, 0x99})
  void aPermanentRefusalMakesAnAlertImpossible(int code) throws Exception {
    mqtt.connect();
    mqtt.refuse("{}", code);
    assertThat(outcome(sender.send(alert("camera-1")))).isInstanceOf(Impossible.class);
    assertThat(mqtt.publishedCount()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0x80, 0x83, 0x97})
  void anyOtherRefusalMayPass(int code) throws Exception {
    mqtt.connect();
    mqtt.refuse("{}", code);
    assertThat(outcome(sender.send(alert("camera-1")))).isInstanceOf(Refused.class);
    assertThat(mqtt.publishedCount()).isZero();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "a+b", "#", "a\0b", "a\nb", "a\u0085", "\ud800", "\uffff", "\ufdd0"})
  void aDeviceThatCannotBePartOfATopicIsImpossible(@Nullable String device) throws Exception {
    mqtt.connect();
    assertThat(outcome(sender.send(alert(device)))).isInstanceOf(Impossible.class);
    assertThat(mqtt.broker.published()).isEmpty();
  }

  @Test
  void aRecordWithoutAValueIsImpossible() throws Exception {
    mqtt.connect();
    assertThat(outcome(sender.send(alert("camera-1", null)))).isInstanceOf(Impossible.class);
    assertThat(mqtt.broker.published()).isEmpty();
  }

  @Test
  void aNameThatMakesTheTopicTooLongIsImpossible() throws Exception {
    mqtt.connect();
    assertThat(outcome(sender.send(alert("\u00e4".repeat(33_000))))).isInstanceOf(Impossible.class);
    assertThat(mqtt.broker.published()).isEmpty();
  }

  @Test
  void anAlertIsNotSentWhileMqttIsNotConnected() throws Exception {
    assertThat(outcome(sender.send(alert("camera-1")))).isInstanceOf(NotSent.class);
  }

  @Test
  void anAlertThatTheClientRefusesIsImpossible() throws Exception {
    mqtt.connect();
    mqtt.broker.answerWith(any -> Answer.failed(new IllegalArgumentException("too long")));
    assertThat(outcome(sender.send(alert("camera-1")))).isEqualTo(new Impossible("too long"));
  }

  @Test
  void theConnectionIsLostIfItEndsBeforeTheAnswer() throws Exception {
    mqtt.connect();
    mqtt.broker.answerWith(any -> Answer.later());
    CompletableFuture<PublishOutcome> outcome = sender.send(alert("camera-1"));
    mqtt.broker.breakConnection("test");
    assertThat(outcome(outcome)).isInstanceOf(ConnectionLost.class);
    assertThat(mqtt.publishedCount()).isZero();
  }

  @Test
  void theOutcomeComesWithTheBrokersAnswer() throws Exception {
    mqtt.connect();
    mqtt.broker.answerWith(any -> Answer.later());
    CompletableFuture<PublishOutcome> outcome = sender.send(alert("camera-1"));
    assertThat(outcome).isNotDone();
    mqtt.broker.answerAll();
    assertThat(outcome(outcome)).isEqualTo(new Sent());
  }

  @Test
  void anAlertUsesThePartsOfTheDevicesName() throws Exception {
    mqtt.connect();
    AlertSender parts = mqtt.sender(new DeviceTopic("{site}/{line}/{device}/anomalies"));
    assertThat(outcome(parts.send(alert("hall1/line2/camera3")))).isEqualTo(new Sent());
    assertThat(mqtt.broker.published().get(0).topic()).isEqualTo("hall1/line2/camera3/anomalies");
  }

  @Test
  void anAlertOfADeviceWithOtherPartsIsImpossible() throws Exception {
    mqtt.connect();
    AlertSender parts = mqtt.sender(new DeviceTopic("{site}/{line}/{device}/anomalies"));
    assertThat(outcome(parts.send(alert("camera3"))))
        .isInstanceOfSatisfying(
            Impossible.class, impossible -> assertThat(impossible.reason()).contains("parts"));
  }
}
