package dev.kizuki.stream.topology;

import dev.kizuki.model.Sha256;
import dev.kizuki.scoring.Score;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.event.CaptureTime;
import dev.kizuki.stream.event.EventId;
import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.event.ImageEvent;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.event.ImageSender;
import dev.kizuki.stream.event.ModelVerdict;
import java.net.URI;
import java.time.Instant;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Makes the events about judged images, and the Kafka records that carry them. */
final class ImageEvents {
  private final URI source;
  private final Sha256 digest = new Sha256();

  /**
   * @param source the CloudEvents source of every event
   */
  ImageEvents(URI source) {
    this.source = source;
  }

  /**
   * Makes the event about an image.
   *
   * @param place the position of the image in Kafka
   * @param verdict a verdict with a score, so not {@link Verdict.Rejected}
   */
  ImageEvent event(Record<String, byte[]> image, RecordMetadata place, ModelVerdict verdict) {
    Verdict.Scored scored = (Verdict.Scored) verdict.verdict();
    Score score = scored.score();
    String sha256 = digest.of(image.value());
    return ImageEvent.of(
        EventId.of(
            image.key(), image.headers(), place.topic(), place.partition(), place.offset(), sha256),
        source,
        type(ImageSender.of(image.key(), image.headers()), scored),
        new ImageEvent.Data(
            image.key(),
            Objects.requireNonNull(verdict.model()),
            score.distance(),
            score.threshold(),
            score.relative(),
            score.pValue(),
            ImageHeaders.captureTime(image.headers(), image.timestamp())
                .flatMap(CaptureTime::usable)
                .orElse(null),
            Instant.ofEpochMilli(image.timestamp()),
            verdict.scoredAt(),
            new ImageReference(
                place.topic(), place.partition(), place.offset(), image.value().length, sha256),
            verdict.limit()));
  }

  private static String type(ImageSender sender, Verdict.Scored verdict) {
    if (sender instanceof ImageSender.Canary) {
      return ImageEvent.CANARY;
    }
    return verdict instanceof Verdict.Anomalous ? ImageEvent.ANOMALOUS : ImageEvent.NORMAL;
  }

  /**
   * Makes the record of an event: key and timestamp of the image, the event as JSON. The record of
   * a canary is marked as such, see {@link ImageHeaders#CANARY}.
   */
  static Record<String, byte[]> record(Record<String, byte[]> image, ImageEvent event) {
    Headers headers = new RecordHeaders();
    ImageHeaders.set(headers, ImageHeaders.CONTENT_TYPE, "application/cloudevents+json");
    ImageHeaders.canary(image.headers())
        .ifPresent(
            model -> ImageHeaders.set(headers, ImageHeaders.CANARY, Integer.toString(model)));
    return image.withValue(EventJson.write(event)).withHeaders(headers);
  }
}
