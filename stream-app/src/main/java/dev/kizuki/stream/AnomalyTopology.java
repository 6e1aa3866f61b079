package dev.kizuki.stream;

import dev.kizuki.image.RejectionReason;
import dev.kizuki.model.ModelFile;
import dev.kizuki.scoring.Score;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.alert.EventJson;
import dev.kizuki.stream.alert.ImageEvent;
import dev.kizuki.stream.alert.ImageEvent.ImageReference;
import dev.kizuki.stream.batching.ImageJudge;
import dev.kizuki.stream.batching.Judgement;
import dev.kizuki.stream.batching.PollScoring;
import dev.kizuki.stream.config.Configuration.Topics;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** From images to anomalies, scores and rejected images. */
public final class AnomalyTopology {
  private static final int KEPT_OF_TOO_LARGE = 64 * 1024;

  private final Topics topics;
  private final PollScoring.Scoring scoring;
  private final URI source;

  /**
   * @param source of the events
   */
  public AnomalyTopology(Topics topics, PollScoring.Scoring scoring, URI source) {
    this.topics = topics;
    this.scoring = scoring;
    this.source = source;
  }

  /** The whole way of an image, from Kafka to Kafka. */
  public Topology build() {
    StreamsBuilder builder = new StreamsBuilder();
    Serde<String> device = Serdes.String();
    Serde<byte[]> bytes = Serdes.ByteArray();

    KStream<String, JudgedImage> images =
        builder.stream(topics.images(), Consumed.with(device, bytes).withName("images"))
            .processValues(Judging::new, Named.as("judge"));

    images
        .filter((name, image) -> image.isAnomalous() || image.isCanary(), Named.as("anomalous"))
        .processValues(Events::new, Named.as("alert"))
        .to(topics.anomalies(), Produced.with(device, bytes).withName("anomalies"));

    if (topics.writesScores()) {
      images
          .filter((name, image) -> image.isScored() && !image.isCanary(), Named.as("scored"))
          .processValues(Events::new, Named.as("score"))
          .to(topics.scores(), Produced.with(device, bytes).withName("scores"));
    }

    images
        .filterNot((name, image) -> image.isScored(), Named.as("not-scored"))
        .processValues(Rejections::new, Named.as("reject"))
        .to(topics.rejected(), Produced.with(device, bytes).withName("rejected"));

    return builder.build();
  }

  /**
   * An image with its judgement, and where it lies in Kafka.
   *
   * @param bytes null where a record has no value
   */
  @SuppressWarnings("ArrayRecordComponent") // lives for one record within one thread
  private record JudgedImage(
      byte @Nullable [] bytes,
      Judgement judgement,
      boolean canary,
      String topic,
      int partition,
      long offset) {
    boolean isCanary() {
      return canary && isScored();
    }

    boolean isScored() {
      return judgement.verdict() instanceof Verdict.Scored;
    }

    boolean isAnomalous() {
      return judgement.verdict() instanceof Verdict.Anomalous;
    }
  }

  /** Judges each image and counts it. */
  private final class Judging implements FixedKeyProcessor<String, byte[], JudgedImage> {
    private final ImageJudge judge = new ImageJudge(scoring);
    private final SequenceGaps gaps = new SequenceGaps();
    private @Nullable FixedKeyProcessorContext<String, JudgedImage> context;

    @Override
    public void init(FixedKeyProcessorContext<String, JudgedImage> context) {
      this.context = context;
    }

    @Override
    public void process(FixedKeyRecord<String, byte[]> image) {
      FixedKeyProcessorContext<String, JudgedImage> out = Objects.requireNonNull(context);
      RecordMetadata place = out.recordMetadata().orElseThrow();
      String device = image.key() == null ? "" : image.key();
      Judgement judgement = judge.judge(device, image.value(), image.headers());
      boolean canary = CanaryDevice.is(device);
      if (!canary) {
        count(device, judgement, image);
      }
      out.forward(
          image.withValue(
              new JudgedImage(
                  image.value(),
                  judgement,
                  canary,
                  place.topic(),
                  place.partition(),
                  place.offset())));
    }

    private void count(String device, Judgement judgement, FixedKeyRecord<String, byte[]> image) {
      Headers headers = image.headers();
      scoring
          .metrics()
          .judged(
              device,
              judgement,
              image.timestamp(),
              ImageHeaders.instant(headers, ImageHeaders.CAPTURED_AT).orElse(null));
      Optional<String> sequence = ImageHeaders.text(headers, ImageHeaders.SEQUENCE);
      if (sequence.isPresent()) {
        long gap = gaps.next(device, sequence.get());
        if (gap > 0) {
          scoring.metrics().missing(gap);
        } else if (gap < 0) {
          scoring.metrics().repeated();
        }
      }
    }

    @Override
    public void close() {
      judge.close();
    }
  }

  /** A scored image becomes an event. */
  private final class Events implements FixedKeyProcessor<String, JudgedImage, byte[]> {
    private @Nullable FixedKeyProcessorContext<String, byte[]> context;

    @Override
    public void init(FixedKeyProcessorContext<String, byte[]> context) {
      this.context = context;
    }

    @Override
    public void process(FixedKeyRecord<String, JudgedImage> image) {
      ImageEvent event = event(image.key(), image.value(), image.headers(), image.timestamp());
      Headers headers = new RecordHeaders();
      ImageHeaders.set(headers, ImageHeaders.CONTENT_TYPE, "application/cloudevents+json");
      Objects.requireNonNull(context)
          .forward(image.withValue(EventJson.write(event)).withHeaders(headers));
    }
  }

  private ImageEvent event(String device, JudgedImage image, Headers headers, long timestamp) {
    Judgement judgement = image.judgement();
    Score score = ((Verdict.Scored) judgement.verdict()).score();
    byte[] bytes = Objects.requireNonNull(image.bytes());
    String sha256 = ModelFile.sha256(bytes);
    return ImageEvent.of(
        id(device, image, headers, sha256),
        source,
        image.canary()
            ? ImageEvent.CANARY
            : image.isAnomalous() ? ImageEvent.ANOMALOUS : ImageEvent.NORMAL,
        new ImageEvent.Data(
            device,
            Objects.requireNonNull(judgement.model()),
            score.distance(),
            score.threshold(),
            score.relative(),
            score.pValue(),
            ImageHeaders.instant(headers, ImageHeaders.CAPTURED_AT).orElse(null),
            Instant.ofEpochMilli(timestamp),
            judgement.scoredAt(),
            new ImageReference(
                image.topic(), image.partition(), image.offset(), bytes.length, sha256)));
  }

  /** The same for each delivery of one image, as far as the device lets us know. */
  private static String id(String device, JudgedImage image, Headers headers, String sha256) {
    Optional<String> sequence = ImageHeaders.text(headers, ImageHeaders.SEQUENCE);
    if (sequence.isPresent()) {
      return device + "/" + sequence.get();
    }
    return ImageHeaders.text(headers, ImageHeaders.CAPTURED_AT)
        .map(capturedAt -> "%s/%s/%s".formatted(device, capturedAt, sha256))
        .orElseGet(
            () ->
                "%s/%s-%d@%d".formatted(device, image.topic(), image.partition(), image.offset()));
  }

  /** A rejected image goes on as it came, with the reason in its headers. */
  private static final class Rejections implements FixedKeyProcessor<String, JudgedImage, byte[]> {
    private @Nullable FixedKeyProcessorContext<String, byte[]> context;

    @Override
    public void init(FixedKeyProcessorContext<String, byte[]> context) {
      this.context = context;
    }

    @Override
    public void process(FixedKeyRecord<String, JudgedImage> record) {
      JudgedImage image = record.value();
      Verdict.Rejected rejected = (Verdict.Rejected) image.judgement().verdict();
      Headers headers = new RecordHeaders(record.headers());
      ImageHeaders.set(
          headers, ImageHeaders.REJECTION_REASON, rejected.rejection().reason().code());
      ImageHeaders.set(headers, ImageHeaders.REJECTION_DETAIL, rejected.rejection().detail());
      ImageHeaders.set(
          headers,
          ImageHeaders.REJECTED_FROM,
          "%s-%d@%d".formatted(image.topic(), image.partition(), image.offset()));
      byte[] bytes = image.bytes() == null ? new byte[0] : image.bytes();
      if (rejected.rejection().reason() == RejectionReason.TOO_MANY_BYTES) {
        // a limit that was lowered must not make a record that Kafka refuses
        ImageHeaders.set(headers, ImageHeaders.ORIGINAL_BYTES, Integer.toString(bytes.length));
        bytes = Arrays.copyOf(bytes, Math.min(bytes.length, KEPT_OF_TOO_LARGE));
      }
      Objects.requireNonNull(context).forward(record.withValue(bytes).withHeaders(headers));
    }
  }
}
