package dev.kizuki.stream.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MqttConnectionTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final MemoryBroker broker = new MemoryBroker();
  private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
  private static final MqttSettings SETTINGS =
      MqttSettings.transientSession(
          MqttAccess.anonymous(URI.create("tcp://127.0.0.1:1883")), "test");

  private final MqttConnection connection =
      new MqttConnection(
          broker, SETTINGS, MqttSubscriptions.of(List.of("devices/+/images")), deliveries::add);

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
  void takesASessionBackThatAnotherClientTook() throws Exception {
    start();
    broker.takeOver();
    await().atMost(LONG).until(() -> broker.links() == 2);
    assertThat(connection.awaitReady(LONG)).isTrue();
  }

  @Test
  void leavesASessionThatAnotherClientTookIfItsReceiverSaysSo() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    MqttConnection.Receiver yields =
        new MqttConnection.Receiver() {
          @Override
          public void arrived(Delivery delivery) {
            delivery.acknowledge();
          }

          @Override
          public boolean takesSessionBack() {
            told.countDown();
            return false;
          }
        };
    try (MqttConnection yielding =
        new MqttConnection(broker, SETTINGS, MqttSubscriptions.none(), yields)) {
      yielding.start();
      assertThat(yielding.awaitReady(LONG)).isTrue();
      broker.takeOver();
      assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(yielding.awaitReady(Duration.ofMillis(300))).isFalse();
      assertThat(broker.links()).isOne();
    }
  }

  @Test
  void letsTheBrokerDeleteTheSession() throws Exception {
    start();
    connection.unsubscribe(List.of("devices/+/images"));
    assertThat(connection.closeForGood()).isTrue();
    assertThat(broker.unsubscriptions()).containsExactly("devices/+/images");
    assertThat(broker.sessionsEnded()).isOne();
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
  void tellsTheReceiverOfAnOutageBeforeTheMessagesOfThatTime() throws Exception {
    List<String> events = new CopyOnWriteArrayList<>();
    try (MqttConnection watched =
        new MqttConnection(
            broker,
            SETTINGS,
            MqttSubscriptions.of(List.of("#")),
            new MqttConnection.Receiver() {
              @Override
              public void arrived(Delivery delivery) {
                events.add(new String(delivery.message().payload(), UTF_8));
              }

              @Override
              public void wasAway(long lost, long back) {
                events.add(back - lost >= 0 ? "away" : "in the future");
                throw new IllegalStateException("must not break the connection");
              }
            })) {
      watched.start();
      assertThat(watched.awaitReady(LONG)).isTrue();
      assertThat(events).isEmpty();
      broker.failConnects(1);
      broker.breakConnection("test");
      broker.deliver("t", bytes("kept"));
      await().atMost(LONG).until(() -> events.size() == 2);
      assertThat(events).containsExactly("away", "kept");
      assertThat(watched.awaitReady(LONG)).isTrue();
    }
  }

  @Test
  void aRefusedSubscriptionIsTriedAgain() throws Exception {
    broker.refuseSubscriptions(0x87);
    connection.start();
    await().atMost(LONG).until(() -> broker.links() == 2);
    assertThat(connection.isReady()).isFalse();
  }

  @Test
  void aCloseWhileTheBrokerIsAwayEndsTheAttempts() throws Exception {
    broker.failConnects(Integer.MAX_VALUE);
    connection.start();
    await().atMost(LONG).until(() -> broker.links() >= 1);
    connection.close();
    assertThat(connection.awaitReady(LONG)).isFalse();
    assertThat(broker.isConnected()).isFalse();
  }

  @Test
  void aPublicationFailsWithTheBrokersRefusal() throws Exception {
    start();
    broker.answerWith(publication -> MemoryBroker.Answer.refused(publication.topic(), 0x97));
    assertThat(connection.publish(new Publication("t", bytes("x"), null, Map.of())))
        .isCompletedExceptionally();
    assertThat(connection.isReady()).isTrue();
  }

  @Test
  void tellsTheReceiverThatTheBrokerLostTheSession() throws Exception {
    MqttSettings durable =
        new MqttSettings(
            MqttAccess.anonymous(URI.create("tcp://127.0.0.1:1883")),
            "test",
            10,
            Duration.ofHours(1),
            Duration.ofSeconds(30));
    List<Boolean> lost = new CopyOnWriteArrayList<>();
    try (MqttConnection watched =
        new MqttConnection(
            broker,
            durable,
            MqttSubscriptions.of(List.of("#")),
            new MqttConnection.Receiver() {
              @Override
              public void arrived(Delivery delivery) {
                deliveries.add(delivery);
              }

              @Override
              public void ready(BrokerAnswer answer, boolean sessionLost) {
                lost.add(sessionLost);
              }
            })) {
      watched.start();
      await().atMost(LONG).until(() -> lost.size() == 1);
      broker.breakConnection("test");
      await().atMost(LONG).until(() -> lost.size() == 2);
      broker.loseSession();
      broker.breakConnection("test");
      await().atMost(LONG).until(() -> lost.size() == 3);
      assertThat(lost).containsExactly(false, false, true);
    }
  }

  @Test
  void publishingFailsWhileNotConnected() {
    assertThat(connection.publish(new Publication("t", bytes("x"), null, Map.of())))
        .isCompletedExceptionally();
  }

  @Test
  void anOptionalSubscriptionMayBeRefused() throws Exception {
    broker.refuseSubscriptions(0x87, filter -> filter.startsWith("kizuki/"));
    try (MqttConnection tolerant =
        new MqttConnection(
            broker,
            SETTINGS,
            new MqttSubscriptions(List.of("devices/+/images"), List.of("kizuki/canary/#")),
            deliveries::add)) {
      tolerant.start();
      assertThat(tolerant.awaitReady(LONG)).isTrue();
      broker.deliver("devices/a/images", bytes("image"));
      assertThat(deliveries).hasSize(1);
    }
  }

  @Test
  void aRequiredSubscriptionMayNotBeRefused() throws Exception {
    broker.refuseSubscriptions(0x87, filter -> filter.startsWith("devices/"));
    connection.start();
    await().atMost(LONG).until(() -> broker.links() > 1);
    assertThat(connection.isReady()).isFalse();
  }
}
