package dev.kizuki.stream.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.lifecycle.ServiceException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ImagePublisherTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final MemoryBroker broker = new MemoryBroker();
  private final ImagePublisher publisher = publisher();

  private ImagePublisher publisher() {
    return new ImagePublisher(
        broker,
        MqttAccess.anonymous(URI.create("tcp://127.0.0.1:1883")),
        "test",
        new DeviceTopic("devices/{device}/images"));
  }

  @AfterEach
  void close() {
    publisher.close();
  }

  @Test
  void publishesToTheTopicOfTheDevice() throws Exception {
    publisher.connect(LONG);
    byte[] image = {1, 2, 3};
    publisher.publish("camera", image);
    Publication publication = broker.published().get(0);
    assertThat(publication.topic()).isEqualTo("devices/camera/images");
    assertThat(publication.payload()).isSameAs(image);
    assertThat(Instant.parse(publication.userProperties().get("captured-at")))
        .isBeforeOrEqualTo(Instant.now());
  }

  @Test
  void countsForEachDevice() throws Exception {
    publisher.connect(LONG);
    List<String> sequences = new ArrayList<>();
    for (String device : List.of("a", "a", "b")) {
      sequences.add(publisher.publish(device, new byte[1]));
    }
    assertThat(sequences)
        .extracting(each -> each.replaceAll(".*-", ""))
        .containsExactly("1", "2", "1");
    assertThat(broker.published())
        .extracting(each -> each.userProperties().get("sequence"))
        .containsExactlyElementsOf(sequences);
  }

  @Test
  void tellsTheSequenceNumberBeforeTheImageIsSent() throws Exception {
    publisher.connect(LONG);
    publisher.publish("a", new byte[1], number -> assertThat(broker.published()).isEmpty());
    assertThat(broker.published()).hasSize(1);
  }

  @Test
  void aRefusedImageIsAnErrorWithTheReason() throws Exception {
    publisher.connect(LONG);
    broker.answerWith(publication -> MemoryBroker.Answer.refused(publication.topic(), 0x87));
    assertThatThrownBy(() -> publisher.publish("a", new byte[1]))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("0x87");
  }

  @Test
  void aBrokerThatIsAwayIsAnErrorThatNamesIt() {
    broker.failConnects(Integer.MAX_VALUE);
    assertThatThrownBy(() -> publisher.connect(Duration.ofMillis(10)))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("tcp://127.0.0.1:1883");
    assertThat(publisher.isReady()).isFalse();
  }
}
