package dev.kizuki.stream.topology;

import dev.kizuki.image.Rejection;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.config.Configuration.Topics;
import dev.kizuki.stream.event.ChunkTopic;
import dev.kizuki.stream.event.DeviceName;
import dev.kizuki.stream.event.ImageEvent;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.event.ImageSender;
import dev.kizuki.stream.event.ModelVerdict;
import dev.kizuki.stream.models.ServedModels;
import dev.kizuki.stream.rejected.RejectedRecord;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges each image, counts the verdict, and writes alerts, scores and rejected images. A normal
 * image produces no record unless scores are written.
 */
final class JudgeProcessor implements Processor<String, byte[], String, byte[]> {
  private static final Logger LOG = LoggerFactory.getLogger(JudgeProcessor.class);

  private final RecordJudge judge;
  private final VerdictCounter counter;
  private final ImageEvents events;
  private final SinkLimits limits;
  private final int maxDeviceNameBytes;
  private final boolean writesScores;
  private RecentAlerts alerts = new RecentAlerts();
  private final ModelComparisons comparisons;
  private final @Nullable IncidentSettings incidents;
  private final String actionsTopic;
  private final ServedModels models;
  private @Nullable ProcessorContext<String, byte[]> context;
  private @Nullable IncidentKeeper keeper;

  /**
   * @param judge the judge, which this processor closes
   * @param comparisons compares the verdicts of models and of their shadows
   * @param maxDeviceNameBytes the longest name of a device, in bytes of UTF-8
   * @param topics say which topic holds the operators' actions, and whether scores are written
   * @param models the models that serve
   * @param incidents null if there are no incidents
   */
  JudgeProcessor(
      RecordJudge judge,
      VerdictCounter counter,
      ImageEvents events,
      SinkLimits limits,
      ModelComparisons comparisons,
      int maxDeviceNameBytes,
      Topics topics,
      ServedModels models,
      @Nullable IncidentSettings incidents) {
    this.judge = judge;
    this.counter = counter;
    this.events = events;
    this.limits = limits;
    this.comparisons = comparisons;
    this.maxDeviceNameBytes = maxDeviceNameBytes;
    this.writesScores = topics.writesScores();
    this.models = models;
    this.actionsTopic = topics.actions();
    this.incidents = incidents;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> context) {
    this.context = context;
    // Kafka Streams starts this object again after a transaction that it aborted. The alerts of
    // that transaction were not written.
    alerts = new RecentAlerts();
    keeper =
        incidents == null
            ? null
            : new IncidentKeeper(incidents, context, limitKeeper(incidents, context));
  }

  private @Nullable LimitKeeper limitKeeper(
      IncidentSettings settings, ProcessorContext<String, byte[]> to) {
    LimitSettings deviceLimits = settings.limits();
    return deviceLimits == null ? null : new LimitKeeper(deviceLimits, models, to);
  }

  @Override
  public void process(Record<String, byte[]> record) {
    if (keeper != null && place().topic().equals(actionsTopic)) {
      keeper.action(record);
    } else {
      judge(record);
    }
  }

  private void judge(Record<String, byte[]> image) {
    String name = image.key() == null ? "" : image.key();
    ImageSender sender = ImageSender.of(name, image.headers());
    ModelVerdict verdict = explained(judge.judge(sender, image.value(), image.headers()), image);
    boolean canary = sender instanceof ImageSender.Canary;
    Optional<Rejection> unusable = DeviceName.check(name, maxDeviceNameBytes);
    if (unusable.isPresent()) {
      String device = DeviceName.cut(name, maxDeviceNameBytes);
      verdict = new ModelVerdict(new Verdict.Rejected(unusable.get()), null, verdict.scoredAt());
      write(device, canary, image.withKey(device), verdict);
    } else {
      // before anything replaces the verdict of the model, as a limit of the device does
      comparisons
          .compare(name, image, place(), verdict)
          .ifPresent(record -> forward(record, AnomalyTopology.COMPARISONS));
      write(name, canary, image, canary ? verdict : limited(name, verdict));
    }
  }

  /** The verdict under the limit of the device. */
  private ModelVerdict limited(String device, ModelVerdict verdict) {
    return keeper != null && verdict.verdict() instanceof Verdict.Scored
        ? keeper.limited(device, verdict)
        : verdict;
  }

  private void write(
      String device, boolean canary, Record<String, byte[]> image, ModelVerdict verdict) {
    if (!canary) {
      counter.count(device, image, verdict);
    }
    if (verdict.verdict() instanceof Verdict.Rejected rejected) {
      reject(image, rejected.rejection());
      if (!canary) {
        keep(image, verdict, null);
      }
      return;
    }
    ImageEvent alert = writeEvents(canary, image, verdict);
    if (!canary) {
      keep(image, verdict, alert);
    }
  }

  private void keep(
      Record<String, byte[]> image, ModelVerdict verdict, @Nullable ImageEvent alert) {
    if (keeper != null) {
      keeper.judged(image, place(), verdict, alert);
    }
  }

  /** Writes the alert and the score. Returns the alert; null if there is none. */
  private @Nullable ImageEvent writeEvents(
      boolean canary, Record<String, byte[]> image, ModelVerdict verdict) {
    boolean anomalous = verdict.verdict() instanceof Verdict.Anomalous;
    boolean writesScore = writesScores && !canary;
    if (anomalous || canary || writesScore) {
      ImageEvent event = events.event(image, place(), verdict);
      Record<String, byte[]> json = ImageEvents.record(image, event);
      Optional<Rejection> tooLarge = limits.check(json, writesScore);
      if (tooLarge.isPresent()) {
        counter.rejected(tooLarge.get().reason());
        reject(image, tooLarge.get());
        return null;
      }
      boolean isAlert = anomalous && !canary && isFirstAlert(event, image.timestamp());
      if (canary || isAlert) {
        forward(json, AnomalyTopology.ANOMALIES);
      }
      if (writesScore) {
        forward(json, AnomalyTopology.SCORES);
      }
      return isAlert ? event : null;
    }
    return null;
  }

  /** The same verdict; the rejection of a part of an image says so. */
  private static ModelVerdict explained(ModelVerdict verdict, Record<String, byte[]> image) {
    if (!(verdict.verdict() instanceof Verdict.Rejected rejected)) {
      return verdict;
    }
    String topic = ImageHeaders.text(image.headers(), ImageHeaders.MQTT_TOPIC).orElse("");
    return new ModelVerdict(
        new Verdict.Rejected(ChunkTopic.explain(rejected.rejection(), topic)),
        verdict.model(),
        verdict.scoredAt(),
        verdict.picture());
  }

  private void reject(Record<String, byte[]> image, Rejection rejection) {
    Headers headers = new RecordHeaders(image.headers());
    byte[] bytes = RejectedRecord.write(headers, image.value(), rejection);
    RecordMetadata place = place();
    RejectedRecord.writeOrigin(headers, place.topic(), place.partition(), place.offset());
    limits
        .cutToFit(image.withValue(bytes).withHeaders(headers))
        .ifPresentOrElse(
            record -> forward(record, AnomalyTopology.REJECTED), () -> lose(image, place));
  }

  private void lose(Record<String, byte[]> image, RecordMetadata place) {
    counter.lost();
    LOG.atError()
        .addKeyValue("device", image.key())
        .addKeyValue("topic", place.topic())
        .addKeyValue("partition", place.partition())
        .addKeyValue("offset", place.offset())
        .log(
            "the topic of rejected images does not take the headers of an image, so the image stays"
                + " in the topic of images alone; raise max.message.bytes of topics.rejected");
  }

  private boolean isFirstAlert(ImageEvent event, long arrivedMs) {
    return alerts.isFirst(event.id(), event.data().image().sha256(), arrivedMs);
  }

  private void forward(Record<String, byte[]> record, String sink) {
    Objects.requireNonNull(context).forward(record, sink);
  }

  private RecordMetadata place() {
    return Objects.requireNonNull(context).recordMetadata().orElseThrow();
  }

  @Override
  public void close() {
    judge.close();
    if (keeper != null) {
      keeper.close();
    }
  }
}
