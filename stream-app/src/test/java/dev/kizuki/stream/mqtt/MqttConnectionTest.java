package dev.kizuki.stream.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MqttConnectionTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final MemoryBroker broker = new MemoryBroker();
  private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
  private final MqttConnection connection =
      new MqttConnection(
          broker,
          MqttSettings.transientSession(
              MqttAccess.anonymous(URI.create("tcp://127.0.0.1:1883")), "test"),
          "devices/+/images",
          deliveries::add);

  @AfterEach
  void close() {
    connection.close();
  }

  private void start() throws InterruptedException {
    connection.start();
    assertThat(connection.awaitReady(LONG)).isTrue();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void subscribesAgainAfterEachLoss() throws Exception {
    start();
    broker.breakConnection("test");
    await().atMost(LONG).until(() -> broker.subscriptions().size() == 2);
    assertThat(connection.awaitReady(LONG)).isTrue();
  }

  @Test
  void keepsTryingWhileTheBrokerIsAway() throws Exception {
    broker.failConnects(2);
    start();
    assertThat(broker.links()).isEqualTo(3);
  }

  @Test
  void acknowledgesNothingOnALaterLink() throws Exception {
    start();
    broker.deliver("devices/a/images", bytes("first"));
    Delivery stale = deliveries.get(0);
    broker.breakConnection("test");
    await().atMost(LONG).until(() -> deliveries.size() == 2);
    // both carry packet identifier 1
    stale.acknowledge();
    assertThat(stale.isCurrent()).isFalse();
    assertThat(broker.unacknowledged()).containsExactly("first");
    deliveries.get(1).acknowledge();
    assertThat(broker.unacknowledged()).isEmpty();
  }

  @Test
  void redeliverBringsEveryMessageThatIsNotAcknowledged() throws Exception {
    start();
    broker.deliver("devices/a/images", bytes("1"));
    broker.deliver("devices/a/images", bytes("2"));
    deliveries.get(0).redeliver("test");
    await().atMost(LONG).until(() -> deliveries.size() == 4);
    assertThat(deliveries.subList(2, 4))
        .extracting(delivery -> new String(delivery.message().payload(), UTF_8))
        .containsExactly("1", "2");
  }

  @Test
  void publishingFailsWhileNotConnected() {
    assertThat(connection.publish(new Publication("t", bytes("x"), null, Map.of())))
        .isCompletedExceptionally();
  }
}
