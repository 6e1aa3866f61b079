package dev.kizuki.stream.rejected;

import dev.kizuki.stream.config.Configuration.Topics;
import dev.kizuki.stream.lifecycle.ServiceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Sends rejected images to the topic of images again. Writes a mark to the topic of rejected images
 * for each image that Kafka accepted. A mark is written only after its image is acknowledged.
 */
final class Resender {
  private final Producer<String, byte[]> producer;
  private final Topics topics;
  private final Duration timeout;

  /**
   * @param producer stays open; the caller must close it
   * @param timeout the longest wait for one acknowledgement
   */
  Resender(Producer<String, byte[]> producer, Topics topics, Duration timeout) {
    this.producer = producer;
    this.topics = topics;
    this.timeout = timeout;
  }

  /**
   * Sends images and waits until Kafka has answered for each.
   *
   * @return the images that Kafka refused: PARTITION@OFFSET and the reason
   * @throws ServiceException if an image was sent but its mark could not be written
   */
  Map<String, String> send(List<RejectedImage> images) {
    Map<RejectedImage, Future<RecordMetadata>> sent = new LinkedHashMap<>();
    images.forEach(image -> sent.put(image, producer.send(again(image))));
    Map<String, String> refused = new LinkedHashMap<>();
    List<Future<RecordMetadata>> marks = new ArrayList<>();
    sent.forEach(
        (image, future) ->
            refusal(future)
                .ifPresentOrElse(
                    why -> refused.put(image.id(), why),
                    () -> marks.add(producer.send(mark(image)))));
    marks.forEach(this::requireWritten);
    return refused;
  }

  private void requireWritten(Future<RecordMetadata> mark) {
    refusal(mark)
        .ifPresent(
            why -> {
              throw new ServiceException(
                  "an image was sent again but could not be marked, so that another replay sends it"
                      + " a second time: "
                      + why,
                  null);
            });
  }

  private Optional<String> refusal(Future<RecordMetadata> sent) {
    try {
      sent.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return Optional.empty();
    } catch (ExecutionException e) {
      return Optional.of(String.valueOf(e.getCause()));
    } catch (TimeoutException e) {
      return Optional.of("Kafka did not answer within %d s".formatted(timeout.toSeconds()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceException("interrupted while images were sent again", e);
    }
  }

  private ProducerRecord<String, byte[]> again(RejectedImage image) {
    return new ProducerRecord<>(
        topics.images(),
        null,
        image.record().timestamp(),
        image.device(),
        image.record().value(),
        image.originalHeaders());
  }

  private ProducerRecord<String, byte[]> mark(RejectedImage image) {
    ProducerRecord<String, byte[]> mark =
        new ProducerRecord<>(topics.rejected(), image.device(), new byte[0]);
    RejectedRecord.writeSentAgain(mark.headers(), image.id());
    return mark;
  }
}
