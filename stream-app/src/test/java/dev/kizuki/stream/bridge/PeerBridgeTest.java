package dev.kizuki.stream.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ConfigurationReader;
import dev.kizuki.stream.config.ImageSubscription;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A bridge that takes the images of another instance through its session. */
class PeerBridgeTest extends ImageBridgeFixture {
  private final AtomicInteger arrived = new AtomicInteger();
  private final AtomicInteger takenOver = new AtomicInteger();
  private ImageBridge peers = ofPeer(true);

  private ImageBridge ofPeer(boolean subscribes) {
    Configuration own =
        ConfigurationReader.read(
            "",
            "test",
            Map.of("KIZUKI_MODELS", "[{file: unused.onnx}]", "KIZUKI_CANARY_INTERVAL", "1m"));
    return ImageBridge.ofPeer(
        own.withMqtt(
            own.mqtt().ofPeer("peer", "", List.of(ImageSubscription.of("line1/{device}/images")))),
        channel,
        broker,
        producer,
        TestModels.metrics(registry).bridge(),
        subscribes,
        new PeerSession() {
          @Override
          public void arrived() {
            arrived.incrementAndGet();
          }

          @Override
          public void ready() {
            // the bridge tells itself whether it is ready
          }

          @Override
          public void takenOver() {
            takenOver.incrementAndGet();
          }
        });
  }

  private void startPeers(boolean subscribes) {
    peers.close();
    peers = ofPeer(subscribes);
    peers.start();
    await().until(peers::isReady);
  }

  @AfterEach
  void closePeers() {
    completeAll();
    peers.close();
  }

  private void deliverOfPeer(String image) {
    broker.deliver("line1/camera/images", image.getBytes(UTF_8));
  }

  @Test
  void namesTheDevicesAsThePeerDoes() {
    startPeers(true);
    assertThat(broker.subscriptions())
        .containsExactly("line1/+/images", "kizuki/canary/images/peer/+");
    deliverOfPeer("image");
    assertThat(awaitRecords(1).get(0).key()).isEqualTo("camera");
    assertThat(broker.unacknowledged()).containsExactly("image");
    assertThat(peers.unacknowledged()).isOne();
    completeAll();
    assertThat(broker.unacknowledged()).isEmpty();
    assertThat(arrived).hasValue(1);
  }

  @Test
  void aCanaryOfThePeerIsAcknowledgedAndNotStored() {
    startPeers(true);
    broker.deliver("kizuki/canary/images/peer/0", new byte[] {1});
    await().until(() -> broker.unacknowledged().isEmpty());
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void leavesTheSessionToTheClientThatTookIt() {
    startPeers(true);
    int links = broker.links();
    deliverOfPeer("image");
    awaitRecords(1);
    broker.takeOver();
    await().until(() -> takenOver.get() > 0);
    assertThat(peers.isReady()).isFalse();
    completeAll();
    peers.close();
    assertThat(broker.links()).isEqualTo(links);
    // the peer gets it again
    assertThat(broker.unacknowledged()).containsExactly("image");
  }

  @Test
  void endsASessionThatIsEmpty() throws Exception {
    startPeers(false);
    assertThat(broker.subscriptions()).isEmpty();
    peers.unsubscribe();
    assertThat(broker.unsubscriptions())
        .containsExactly("line1/+/images", "kizuki/canary/images/peer/+");
    assertThat(peers.closeForGood()).isTrue();
    assertThat(broker.sessionsEnded()).isOne();
  }

  @Test
  void keepsASessionWithAnImageThatKafkaDoesNotHave() {
    startPeers(true);
    deliverOfPeer("image");
    awaitRecords(1);
    assertThat(peers.closeForGood()).isFalse();
    assertThat(broker.sessionsEnded()).isZero();
    assertThat(broker.unacknowledged()).containsExactly("image");
  }
}
