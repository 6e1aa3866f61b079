package dev.kizuki.stream.rejected;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.lifecycle.ServiceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class RejectedImagesTest {
  private static final Rejection TOO_LARGE =
      new Rejection(RejectionReason.TOO_MANY_BYTES, "2000000 bytes");

  private final MemoryKafka kafka = new MemoryKafka(2);

  private List<RejectedImage> list() {
    List<RejectedImage> all = new ArrayList<>();
    kafka.images().forEach(all::add);
    return all;
  }

  private Replay replayAll() {
    return kafka.images().replay(image -> true, false);
  }

  @Test
  void listsNothingOfAnEmptyTopic() {
    assertThat(list()).isEmpty();
  }

  @Test
  void listsEachPartitionInTheOrderOfItsOffsets() {
    kafka.reject(0, "camera-1", "a");
    kafka.reject(1, "camera-2", "b");
    kafka.reject(0, "camera-1", "c");
    assertThat(list())
        .extracting(RejectedImage::id)
        .containsExactlyInAnyOrder("0@0", "0@1", "1@0")
        .containsSubsequence("0@0", "0@1");
  }

  @Test
  void tellsDeviceReasonDetailAndTimeOfAnImage() {
    kafka.reject(1, "camera-2", "b");
    RejectedImage image = list().get(0);
    assertThat(image.device()).isEqualTo("camera-2");
    assertThat(image.reason()).isEqualTo("unknown-format");
    assertThat(image.detail()).isEqualTo("no known format");
    assertThat(image.arrivedAt()).isEqualTo(MemoryKafka.ARRIVED);
    assertThat(image.isCut()).isFalse();
    assertThat(image.sentAgain()).isFalse();
  }

  @Test
  void listsARecordWithoutAKeyAsAnImageOfNoDevice() {
    kafka.reject(0, null, "a");
    assertThat(list()).singleElement().extracting(RejectedImage::device).isEqualTo("");
  }

  @Test
  void replaySendsEachImageWithItsDeviceTimeAndBytes() {
    kafka.reject(0, "camera-1", "a");
    assertThat(replayAll().sent()).isEqualTo(1);
    ProducerRecord<String, byte[]> sent = kafka.produced().get(0);
    assertThat(sent.topic()).isEqualTo(kafka.configuration().topics().images());
    assertThat(sent.key()).isEqualTo("camera-1");
    assertThat(sent.timestamp()).isEqualTo(MemoryKafka.ARRIVED.toEpochMilli());
    assertThat(sent.value()).asString().isEqualTo("a");
    assertThat(sent.partition()).isNull();
  }

  @Test
  void replaySendsTheHeadersOfTheImageWithoutThoseOfItsRejection() {
    kafka.reject(0, "camera-1", "a");
    replayAll();
    assertThat(kafka.produced().get(0).headers())
        .extracting(Header::key)
        .containsExactly(ImageHeaders.MQTT_TOPIC, ImageHeaders.SEQUENCE);
  }

  @Test
  void replayWritesTheMarkBehindTheImage() {
    String id = kafka.reject(1, "camera-2", "b");
    replayAll();
    assertThat(kafka.produced())
        .extracting(ProducerRecord::topic)
        .containsExactly(
            kafka.configuration().topics().images(), kafka.configuration().topics().rejected());
    ProducerRecord<String, byte[]> mark = kafka.produced().get(1);
    assertThat(mark.value()).isEmpty();
    assertThat(mark.key()).isEqualTo("camera-2");
    assertThat(RejectedRecord.sentAgain(mark.headers())).contains(id);
  }

  @Test
  void aMarkIsNotListedAsAnImage() {
    kafka.reject(0, "camera-1", "a");
    replayAll();
    assertThat(list()).singleElement().extracting(RejectedImage::sentAgain).isEqualTo(true);
  }

  @Test
  void aMarkInAnotherPartitionCounts() {
    kafka.reject(1, "camera-2", "b"); // MemoryKafka writes all marks to partition 0
    replayAll();
    assertThat(list()).singleElement().extracting(RejectedImage::sentAgain).isEqualTo(true);
  }

  @Test
  void replaySendsNothingTwice() {
    kafka.reject(0, "camera-1", "a");
    kafka.reject(1, "camera-2", "b");
    assertThat(replayAll()).isEqualTo(new Replay(2, 0, 0, Map.of()));
    assertThat(replayAll()).isEqualTo(new Replay(0, 0, 2, Map.of()));
    assertThat(kafka.sentImages()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void replaySendsOnlyTheChosenImages() {
    kafka.reject(0, "camera-1", "a");
    kafka.reject(0, "camera-2", "b");
    Replay replay =
        kafka.images().replay(image -> image.device().equals("camera-2"), /* dryRun= */ false);
    assertThat(replay.sent()).isEqualTo(1);
    assertThat(kafka.sentImages()).containsExactly("b");
  }

  @Test
  void dryRunCountsAndSendsNothing() {
    kafka.reject(0, "camera-1", "a");
    kafka.reject(0, "camera-1", "b");
    kafka.reject(0, "camera-1", "too large", TOO_LARGE);
    Replay replay = kafka.images().replay(image -> true, true);
    assertThat(replay.sent()).isEqualTo(2);
    assertThat(replay.cut()).isEqualTo(1);
    assertThat(kafka.produced()).isEmpty();
  }

  @Test
  void imagesOfWhichOnlyTheBeginningIsThereAreNotSent() {
    kafka.reject(0, "camera-1", "too large", TOO_LARGE);
    kafka.reject(0, "camera-1", "a");
    Replay replay = replayAll();
    assertThat(replay.cut()).isEqualTo(1);
    assertThat(replay.sent()).isEqualTo(1);
    assertThat(kafka.sentImages()).containsExactly("a");
  }

  @Test
  void replayGoesOnPastAnImageThatKafkaRefusesAndNamesIt() {
    kafka.reject(0, "camera-1", "a");
    String refused = kafka.reject(0, "camera-1", "b");
    kafka.reject(0, "camera-1", "c");
    kafka.refuse("b", new RecordTooLargeException("too large for the topic"));
    Replay replay = replayAll();
    assertThat(replay.sent()).isEqualTo(2);
    assertThat(replay.refused()).containsOnlyKeys(refused);
    assertThat(replay.refused().get(refused)).contains("too large for the topic");
    assertThat(kafka.sentImages()).containsExactly("a", "c");
  }

  @Test
  void aRefusedImageIsNotMarkedSoThatTheNextReplaySendsIt() {
    kafka.reject(0, "camera-1", "b");
    kafka.refuse("b", new RecordTooLargeException("too large for the topic"));
    replayAll();
    assertThat(kafka.produced()).isEmpty();
    assertThat(list()).singleElement().extracting(RejectedImage::sentAgain).isEqualTo(false);
  }

  @Test
  void replayFailsIfASentImageCannotBeMarked() {
    kafka.reject(0, "camera-1", "a");
    kafka.refuseMarks(new TopicAuthorizationException("rejected"));
    assertThatThrownBy(this::replayAll)
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("marked")
        .hasMessageContaining("TopicAuthorizationException");
    assertThat(kafka.sentImages()).containsExactly("a");
  }

  @Test
  void replaySendsMoreThanOneBatch() {
    IntStream.range(0, 250).forEach(i -> kafka.reject(i % 2, "camera-1", "image " + i));
    assertThat(replayAll().sent()).isEqualTo(250);
    assertThat(kafka.sentImages()).hasSize(250).doesNotHaveDuplicates();
    assertThat(list()).allMatch(RejectedImage::sentAgain);
  }

  @Test
  void anImageThatIsRejectedDuringTheReplayIsLeftForTheNextOne() {
    kafka.reject(0, "camera-1", "a");
    Replay replay =
        kafka
            .images()
            .replay(
                image -> {
                  kafka.reject(0, "camera-1", "rejected again");
                  return true;
                },
                false);
    assertThat(replay.sent()).isEqualTo(1);
    assertThat(kafka.sentImages()).containsExactly("a");
  }

  @Test
  void anImageWhoseAcknowledgementDoesNotComeIsNamed() {
    String id = kafka.reject(0, "camera-1", "a");
    List<RejectedImage> images = list();
    kafka.stopAcknowledging();
    try (Producer<String, byte[]> producer = kafka.producer()) {
      Resender resender =
          new Resender(producer, kafka.configuration().topics(), Duration.ofMillis(1));
      assertThat(resender.send(images)).containsOnlyKeys(id);
      assertThat(resender.send(images).get(id)).contains("did not answer");
    }
  }

  @Test
  void anInterruptEndsTheReplayAndIsKept() {
    kafka.reject(0, "camera-1", "a");
    List<RejectedImage> images = list();
    kafka.stopAcknowledging();
    try (Producer<String, byte[]> producer = kafka.producer()) {
      Resender resender =
          new Resender(producer, kafka.configuration().topics(), Duration.ofMinutes(1));
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> resender.send(images)).isInstanceOf(ServiceException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void namesTopicBrokersAndKeyIfKafkaDoesNotAnswer() {
    kafka.reject(0, "camera-1", "a");
    kafka.fail(new KafkaException("nobody there"));
    assertThatThrownBy(this::list)
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("'rejected-images'")
        .hasMessageContaining("localhost:9092")
        .hasMessageContaining("nobody there")
        .hasMessageContaining("kafka.bootstrapServers");
  }

  @Test
  void closesItsClientsAlsoAfterAFailure() {
    kafka.reject(0, "camera-1", "a");
    replayAll();
    kafka.fail(new KafkaException("nobody there"));
    assertThatThrownBy(this::replayAll).isInstanceOf(ServiceException.class);
    assertThat(kafka.openClients()).isZero();
  }
}
