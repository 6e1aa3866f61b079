package dev.kizuki.stream.alert;

import static dev.kizuki.stream.alert.AlertFixture.LONG;
import static dev.kizuki.stream.alert.AlertLog.FIRST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.kizuki.stream.mqtt.MemoryBroker.Answer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The thread that publishes, with Kafka and MQTT in memory. */
@Timeout(60)
class AlertPublisherTest {
  private final AlertLog kafka = new AlertLog();
  private final AlertFixture mqtt = new AlertFixture();
  private final AtomicLong now = new AtomicLong(1);
  private final AlertPublisher publisher = mqtt.publisher(kafka, now::get);

  private void start() {
    kafka.assignBoth();
    publisher.start();
  }

  private double connectedGauge() {
    return mqtt.registry.get("kizuki.alerts.connected").gauge().value();
  }

  @AfterEach
  void close() {
    publisher.close();
  }

  @Test
  void isReadyWhileItsThreadRunsAndMqttIsConnected() {
    assertThat(publisher.isReady()).isFalse();
    assertThat(connectedGauge()).isZero();
    start();
    await().atMost(LONG).until(publisher::isReady);
    assertThat(connectedGauge()).isEqualTo(1);
    publisher.close();
    assertThat(publisher.isReady()).isFalse();
    assertThat(connectedGauge()).isZero();
  }

  @Test
  void publishesAlertsInOrderAndCommitsThemAtClose() {
    start();
    kafka.append("camera-1", "a", "b", "c");
    await().atMost(LONG).until(() -> mqtt.publishedCount() == 3);
    publisher.close();
    assertThat(mqtt.broker.published().stream().map(sent -> sent.topic()).distinct())
        .containsExactly("devices/camera-1/anomalies");
    assertThat(kafka.committed(FIRST)).isEqualTo(3);
    assertThat(kafka.closed()).isTrue();
  }

  @Test
  void commitsNothingBeforeTheBrokerAnswers() {
    mqtt.broker.answerWith(any -> Answer.later());
    start();
    kafka.append("camera-1", "a", "b", "c");
    await().atMost(LONG).until(() -> mqtt.payloads().equals(List.of("a", "b", "c")));
    assertThat(kafka.committed(FIRST)).isZero();
    mqtt.broker.answerAll();
    await().atMost(LONG).until(() -> mqtt.publishedCount() == 3);
    publisher.close();
    assertThat(kafka.committed(FIRST)).isEqualTo(3);
  }

  @Test
  void alertsWaitInKafkaUntilMqttConnects() {
    mqtt.broker.failConnects(1);
    kafka.append("camera-1", "a", "b");
    start();
    await().atMost(LONG).until(() -> mqtt.publishedCount() == 2);
    assertThat(mqtt.payloads()).containsExactly("a", "b");
  }

  @Test
  void goesOnAfterTheMqttConnectionBroke() {
    start();
    kafka.append("camera-1", "a");
    await().atMost(LONG).until(() -> mqtt.publishedCount() == 1);
    mqtt.broker.failConnects(1);
    mqtt.broker.breakConnection("test");
    kafka.append("camera-1", "b");
    await().atMost(LONG).until(() -> mqtt.publishedCount() == 2);
    assertThat(mqtt.payloads()).containsExactly("a", "b");
  }

  @Test
  void goesOnAfterKafkaFailed() {
    start();
    await().atMost(LONG).until(publisher::isReady);
    kafka.setPollException(new KafkaException("the broker is away"));
    kafka.append("camera-1", "a");
    await().atMost(LONG).until(() -> mqtt.publishedCount() == 1);
    await().atMost(LONG).until(publisher::isReady);
  }

  @Test
  void isNotReadyWhileKafkaFails() {
    start();
    await().atMost(LONG).until(publisher::isReady);
    kafka.failPolls(true);
    await().atMost(LONG).until(() -> !publisher.isReady());
    kafka.failPolls(false);
    await().atMost(LONG).until(publisher::isReady);
  }

  @Test
  void publishesARefusedAlertAgainUntilTheBrokerTakesIt() {
    mqtt.refuse("a", 0x97);
    start();
    kafka.append("camera-1", "a", "b");
    await().atMost(LONG).until(() -> mqtt.payloads().equals(List.of("a", "b")));
    mqtt.takeAll();
    await()
        .atMost(LONG)
        .until(
            () -> {
              now.addAndGet(Duration.ofSeconds(1).toNanos());
              return mqtt.publishedCount() == 2;
            });
    assertThat(mqtt.payloads()).containsOnlyOnce("b");
    publisher.close();
    assertThat(kafka.committed(FIRST)).isEqualTo(2);
  }

  @Test
  void closeWakesUpAPollThatWaits() {
    kafka.waitInPolls();
    start();
    await().atMost(LONG).until(kafka::isWaiting);
    publisher.close();
    assertThat(kafka.closed()).isTrue();
  }

  @Test
  void closesBeforeItWasStarted() {
    publisher.close();
    assertThat(kafka.closed()).isTrue();
    assertThat(mqtt.broker.links()).isZero();
  }
}
