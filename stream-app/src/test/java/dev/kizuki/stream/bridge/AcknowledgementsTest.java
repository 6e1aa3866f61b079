package dev.kizuki.stream.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.mqtt.Delivery;
import dev.kizuki.stream.mqtt.MqttMessage;
import dev.kizuki.stream.mqtt.Publication;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AcknowledgementsTest {
  private final List<String> events = new ArrayList<>();
  private final Acknowledgements acknowledgements =
      new Acknowledgements(image -> events.add("released " + image.message().topic()));

  private PendingImage image(String name) {
    MqttMessage message = new MqttMessage(new Publication(name, new byte[0], null, Map.of()), 1, 1);
    Delivery.Receipt receipt =
        new Delivery.Receipt() {
          @Override
          public void acknowledge() {
            events.add("acknowledged " + name);
          }

          @Override
          public boolean isCurrent() {
            return true;
          }

          @Override
          public void redeliver(String reason) {
            events.add("redelivered " + name);
          }
        };
    return new PendingImage(new Delivery(message, receipt), 0, 0);
  }

  private PendingImage added(String name) {
    PendingImage image = image(name);
    assertThat(acknowledgements.add(image)).isTrue();
    return image;
  }

  @Test
  void anImageThatIsFirstIsAcknowledgedAtOnce() {
    acknowledgements.settle(added("a"));
    assertThat(events).containsExactly("released a", "acknowledged a");
  }

  @Test
  void aLaterImageWaitsForTheEarlierOnes() {
    PendingImage a = added("a");
    PendingImage b = added("b");
    PendingImage c = added("c");
    acknowledgements.settle(c);
    acknowledgements.settle(b);
    assertThat(events).isEmpty();
    assertThat(acknowledgements.waiting()).isEqualTo(3);
    acknowledgements.settle(a);
    assertThat(events)
        .containsExactly(
            "released a",
            "acknowledged a",
            "released b",
            "acknowledged b",
            "released c",
            "acknowledged c");
    assertThat(acknowledgements.waiting()).isZero();
  }

  @Test
  void takesNothingAfterTheStop() {
    acknowledgements.stop();
    assertThat(acknowledgements.add(image("a"))).isFalse();
    assertThat(acknowledgements.waiting()).isZero();
  }

  @Test
  void acknowledgesAfterTheStopWhatCameBefore() throws Exception {
    PendingImage a = added("a");
    acknowledgements.stop();
    CompletableFuture<Boolean> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return acknowledgements.awaitAll(Duration.ofSeconds(30));
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    acknowledgements.settle(a);
    assertThat(waiting.get(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void stopsWaitingAfterTheTimeout() throws Exception {
    added("a");
    assertThat(acknowledgements.awaitAll(Duration.ofMillis(1))).isFalse();
  }
}
