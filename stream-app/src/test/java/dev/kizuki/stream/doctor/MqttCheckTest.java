package dev.kizuki.stream.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.config.ConfigurationException;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.config.MqttConfiguration;
import dev.kizuki.stream.doctor.Finding.Level;
import dev.kizuki.stream.mqtt.BrokerAnswer;
import dev.kizuki.stream.mqtt.MemoryBroker;
import dev.kizuki.stream.mqtt.MemoryBroker.Answer;
import dev.kizuki.stream.mqtt.MqttFailure;
import dev.kizuki.stream.mqtt.MqttPort;
import dev.kizuki.stream.mqtt.Publication;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MqttCheckTest {
  private static final MqttConfiguration MQTT =
      ConfigurationReader.read(
              "models: [{file: unused.onnx}]\nmqtt: {broker: 'tcp://mqtt:1883', clientId: line1}",
              "test",
              Map.of())
          .mqtt();

  private final MemoryBroker broker = new MemoryBroker();

  private Finding check() throws InterruptedException {
    return new MqttCheck(broker, MQTT, /* sendsCanaries= */ true).run();
  }

  private static void assertFailure(Finding finding, String text, String remedy) {
    assertThat(finding.level()).as(finding.text()).isEqualTo(Level.FAILURE);
    assertThat(finding.subject()).isEqualTo("mqtt");
    assertThat(finding.text()).contains(text);
    assertThat(finding.remedy()).contains(remedy);
  }

  @Test
  void aBrokerThatAllowsAllIsFine() throws Exception {
    Finding finding = check();
    assertThat(finding.level()).isEqualTo(Level.OK);
    assertThat(finding.text()).contains("tcp://mqtt:1883").contains("line1-doctor");
  }

  @Test
  void subscribesToTheImagesAndPublishesWhereTheCanaryDoes() throws Exception {
    check();
    assertThat(broker.subscriptions())
        .containsExactly("devices/+/images", "kizuki/canary/images/line1/+");
    assertThat(broker.published())
        .singleElement()
        .satisfies(
            probe -> {
              assertThat(probe.topic()).startsWith("kizuki/canary/");
              assertThat(probe.payload()).isEmpty();
            });
  }

  @Test
  void needsNoRightToReadCanariesIfThereAreNone() throws Exception {
    assertThat(new MqttCheck(broker, MQTT, /* sendsCanaries= */ false).run().level())
        .isEqualTo(Level.OK);
    assertThat(broker.subscriptions()).containsExactly("devices/+/images");
  }

  @Test
  void leavesImagesToTheService() throws Exception {
    broker.deliver("devices/camera/images", new byte[] {'a'});
    check();
    assertThat(broker.acknowledged()).isEmpty();
    assertThat(broker.unacknowledged()).containsExactly("a");
  }

  @Test
  void disconnects() throws Exception {
    check();
    assertThat(broker.isConnected()).isFalse();
    broker.refuseSubscriptions(0x87);
    check();
    assertThat(broker.isConnected()).isFalse();
  }

  @Test
  void namesTheBrokerThatRefusesTheConnection() throws Exception {
    broker.failConnects(1);
    assertFailure(check(), "tcp://mqtt:1883", "mqtt.username");
  }

  @Test
  void namesTheFilterThatMayNotBeRead() throws Exception {
    broker.refuseSubscriptions(0x87);
    assertFailure(check(), "devices/+/images", "read");
  }

  @Test
  void namesTheTopicThatMayNotBeWritten() throws Exception {
    broker.answerWith((Publication probe) -> Answer.refused(probe.topic(), 0x87));
    assertFailure(check(), "is refused", "kizuki/canary/#");
  }

  @Test
  void reportsAConnectionThatIsLostDuringTheCheck() throws Exception {
    broker.answerWith(probe -> Answer.failed(new IllegalStateException("connection lost")));
    assertFailure(check(), "connection lost", "kizuki/canary/#");
  }

  @Test
  void reportsAFileThatCannotBeUsed() throws Exception {
    MqttPort port =
        (settings, listener) -> {
          throw new ConfigurationException("mqtt.trustedFile ca.pem cannot be read");
        };
    assertFailure(
        new MqttCheck(port, MQTT, /* sendsCanaries= */ false).run(),
        "mqtt.trustedFile ca.pem",
        "file");
  }

  @Test
  void reportsAClientThatCannotBeMade() throws Exception {
    MqttPort port =
        (settings, listener) -> {
          throw new MqttFailure("no client", null);
        };
    assertThat(new MqttCheck(port, MQTT, /* sendsCanaries= */ false).findings())
        .singleElement()
        .satisfies(finding -> assertFailure(finding, "no client", "log"));
  }

  @Test
  void warnsOfABrokerThatKeepsImagesForAShorterTime() throws Exception {
    broker.limit(
        answer ->
            new BrokerAnswer(
                false, Duration.ofMinutes(1), answer.keepAlive(), 1, 1000, true, true));
    assertThat(new MqttCheck(broker, MQTT, /* sendsCanaries= */ true).findings())
        .extracting(Finding::level)
        .containsExactly(Level.OK, Level.WARNING);
    assertThat(new MqttCheck(broker, MQTT, /* sendsCanaries= */ true).findings().get(1).text())
        .contains(" for 1m");
  }

  @Test
  void warnsOfABrokerWithoutQosOne() throws Exception {
    broker.limit(
        answer ->
            new BrokerAnswer(
                false, answer.sessionExpiry(), answer.keepAlive(), 0, 1000, true, true));
    assertThat(new MqttCheck(broker, MQTT, /* sendsCanaries= */ true).findings())
        .extracting(Finding::text)
        .anySatisfy(text -> assertThat(text).contains("QoS 0"));
  }

  @Test
  void warnsOfASubscriptionWithoutQosOne() throws Exception {
    broker.grant(0);
    Finding finding = check();
    assertThat(finding.level()).isEqualTo(Level.WARNING);
    assertThat(finding.text()).contains("QoS 0");
  }

  @Test
  void reportsABrokerWithoutWildcards() throws Exception {
    broker.limit(
        answer ->
            new BrokerAnswer(
                false, answer.sessionExpiry(), answer.keepAlive(), 1, 1000, false, true));
    assertFailure(check(), "wildcard subscriptions not supported (0xa2)", "log");
  }

  @Test
  void leavesNoSessionAtTheBroker() throws Exception {
    new MqttCheck(broker, MQTT, /* sendsCanaries= */ true).findings();
    assertThat(broker.sessionExpiries()).endsWith(Duration.ZERO);
  }
}
