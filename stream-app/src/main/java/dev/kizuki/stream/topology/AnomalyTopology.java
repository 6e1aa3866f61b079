package dev.kizuki.stream.topology;

import dev.kizuki.model.Sha256;
import dev.kizuki.scoring.Score;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.config.Configuration.Topics;
import dev.kizuki.stream.event.CanaryDevice;
import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.event.ImageEvent;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.event.ModelVerdict;
import dev.kizuki.stream.metrics.VerdictMetrics;
import dev.kizuki.stream.rejected.RejectedRecord;
import java.net.URI;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * From images to anomalies, scores and rejected images. One processor with three sinks: an image
 * that is normal costs no step beyond it.
 */
public final class AnomalyTopology {
  private static final String IMAGES = "images";
  private static final String JUDGE = "judge";
  private static final String ANOMALIES = "anomalies";
  private static final String SCORES = "scores";
  private static final String REJECTED = "rejected";

  private final Topics topics;
  private final JudgeSettings scoring;
  private final VerdictMetrics metrics;
  private final URI source;

  /**
   * @param source the CloudEvents source of every event
   */
  public AnomalyTopology(Topics topics, JudgeSettings scoring, VerdictMetrics metrics, URI source) {
    this.topics = topics;
    this.scoring = scoring;
    this.metrics = metrics;
    this.source = source;
  }

  /** The whole way of an image, from Kafka to Kafka. */
  public Topology build() {
    Topology topology = new Topology();
    topology.addSource(
        IMAGES, new StringDeserializer(), new ByteArrayDeserializer(), topics.images());
    topology.addProcessor(JUDGE, JudgeProcessor::new, IMAGES);
    addSink(topology, ANOMALIES, topics.anomalies());
    if (topics.writesScores()) {
      addSink(topology, SCORES, topics.scores());
    }
    addSink(topology, REJECTED, topics.rejected());
    return topology;
  }

  private static void addSink(Topology topology, String name, String topic) {
    topology.addSink(name, topic, new StringSerializer(), new ByteArraySerializer(), JUDGE);
  }

  /** Judges each image, counts it, and writes what is to be known of it. */
  private final class JudgeProcessor implements Processor<String, byte[], String, byte[]> {
    private final RecordJudge judge = new RecordJudge(scoring);
    private final SequenceGaps gaps = new SequenceGaps();
    private final RecentAlerts alerts = new RecentAlerts();
    private final Sha256 digest = new Sha256();
    private @Nullable ProcessorContext<String, byte[]> context;

    @Override
    public void init(ProcessorContext<String, byte[]> context) {
      this.context = context;
    }

    @Override
    public void process(Record<String, byte[]> image) {
      String device = image.key() == null ? "" : image.key();
      ModelVerdict judged = judge.judge(device, image.value(), image.headers());
      boolean canary = CanaryDevice.is(device);
      if (!canary) {
        count(device, judged, image);
      }
      if (judged.verdict() instanceof Verdict.Rejected rejected) {
        forward(rejected(image, rejected), REJECTED);
        return;
      }
      boolean anomalous = judged.verdict() instanceof Verdict.Anomalous;
      boolean writesScore = topics.writesScores() && !canary;
      if (anomalous || canary || writesScore) {
        ImageEvent event = event(image, judged, canary);
        Record<String, byte[]> json = json(image, event);
        if (canary || (anomalous && isFirst(event, image.timestamp()))) {
          forward(json, ANOMALIES);
        }
        if (writesScore) {
          forward(json, SCORES);
        }
      }
    }

    private boolean isFirst(ImageEvent event, long arrivedMs) {
      return alerts.isFirst(event.id(), event.data().image().sha256(), arrivedMs);
    }

    private void forward(Record<String, byte[]> record, String sink) {
      Objects.requireNonNull(context).forward(record, sink);
    }

    private RecordMetadata place() {
      return Objects.requireNonNull(context).recordMetadata().orElseThrow();
    }

    private void count(String device, ModelVerdict judged, Record<String, byte[]> image) {
      Headers headers = image.headers();
      metrics.judged(
          device,
          judged,
          image.timestamp(),
          ImageHeaders.instant(headers, ImageHeaders.CAPTURED_AT).orElse(null));
      Optional<String> sequence = ImageHeaders.text(headers, ImageHeaders.SEQUENCE);
      if (sequence.isPresent()) {
        long gap = gaps.next(device, sequence.get());
        if (gap > 0) {
          metrics.missing(gap);
        } else if (gap < 0) {
          metrics.repeated();
        }
      }
    }

    private ImageEvent event(Record<String, byte[]> image, ModelVerdict judged, boolean canary) {
      Score score = ((Verdict.Scored) judged.verdict()).score();
      RecordMetadata place = place();
      String sha256 = digest.of(image.value());
      return ImageEvent.of(
          id(image, place, sha256),
          source,
          canary
              ? ImageEvent.CANARY
              : judged.verdict() instanceof Verdict.Anomalous
                  ? ImageEvent.ANOMALOUS
                  : ImageEvent.NORMAL,
          new ImageEvent.Data(
              image.key(),
              Objects.requireNonNull(judged.model()),
              score.distance(),
              score.threshold(),
              score.relative(),
              score.pValue(),
              ImageHeaders.instant(image.headers(), ImageHeaders.CAPTURED_AT).orElse(null),
              Instant.ofEpochMilli(image.timestamp()),
              judged.scoredAt(),
              new ImageReference(
                  place.topic(), place.partition(), place.offset(), image.value().length, sha256)));
    }

    private static Record<String, byte[]> json(Record<String, byte[]> image, ImageEvent event) {
      Headers headers = new RecordHeaders();
      ImageHeaders.set(headers, ImageHeaders.CONTENT_TYPE, "application/cloudevents+json");
      return image.withValue(EventJson.write(event)).withHeaders(headers);
    }

    /** A rejected image goes on as it came, with the reason in its headers. */
    private Record<String, byte[]> rejected(
        Record<String, byte[]> image, Verdict.Rejected rejected) {
      Headers headers = new RecordHeaders(image.headers());
      byte[] bytes = RejectedRecord.write(headers, image.value(), rejected.rejection());
      RecordMetadata place = place();
      RejectedRecord.writeOrigin(headers, place.topic(), place.partition(), place.offset());
      return image.withValue(bytes).withHeaders(headers);
    }

    @Override
    public void close() {
      judge.close();
    }
  }

  /** The same for each delivery of one image, as far as the device lets us know. */
  private static String id(Record<String, byte[]> image, RecordMetadata place, String sha256) {
    String device = image.key();
    Optional<String> sequence = ImageHeaders.text(image.headers(), ImageHeaders.SEQUENCE);
    if (sequence.isPresent()) {
      return device + "/" + sequence.get();
    }
    return ImageHeaders.text(image.headers(), ImageHeaders.CAPTURED_AT)
        .map(capturedAt -> device + "/" + capturedAt + "/" + sha256)
        .orElseGet(() -> device + "/" + text(place));
  }

  /** topic-partition@offset. */
  private static String text(RecordMetadata place) {
    return place.topic() + "-" + place.partition() + "@" + place.offset();
  }
}
