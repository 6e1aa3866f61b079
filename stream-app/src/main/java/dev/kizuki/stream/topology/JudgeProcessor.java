package dev.kizuki.stream.topology;

import dev.kizuki.image.Rejection;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.event.CanaryDevice;
import dev.kizuki.stream.event.ImageEvent;
import dev.kizuki.stream.event.ModelVerdict;
import dev.kizuki.stream.rejected.RejectedRecord;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Judges each image, counts the verdict, and writes alerts, scores and rejected images. A normal
 * image produces no record unless scores are written.
 */
final class JudgeProcessor implements Processor<String, byte[], String, byte[]> {
  private final RecordJudge judge;
  private final VerdictCounter counter;
  private final ImageEvents events;
  private final boolean writesScores;
  private final RecentAlerts alerts = new RecentAlerts();
  private @Nullable ProcessorContext<String, byte[]> context;

  /**
   * @param judge the judge, which this processor closes
   */
  JudgeProcessor(
      RecordJudge judge, VerdictCounter counter, ImageEvents events, boolean writesScores) {
    this.judge = judge;
    this.counter = counter;
    this.events = events;
    this.writesScores = writesScores;
  }

  @Override
  public void init(ProcessorContext<String, byte[]> context) {
    this.context = context;
  }

  @Override
  public void process(Record<String, byte[]> image) {
    String device = image.key() == null ? "" : image.key();
    ModelVerdict verdict = judge.judge(device, image.value(), image.headers());
    boolean canary = CanaryDevice.is(device);
    if (!canary) {
      counter.count(device, image, verdict);
    }
    if (verdict.verdict() instanceof Verdict.Rejected rejected) {
      forward(rejected(image, rejected.rejection()), AnomalyTopology.REJECTED);
      return;
    }
    boolean anomalous = verdict.verdict() instanceof Verdict.Anomalous;
    boolean writesScore = writesScores && !canary;
    if (anomalous || canary || writesScore) {
      ImageEvent event = events.event(image, place(), verdict);
      Record<String, byte[]> json = ImageEvents.record(image, event);
      if (canary || (anomalous && isFirstAlert(event, image.timestamp()))) {
        forward(json, AnomalyTopology.ANOMALIES);
      }
      if (writesScore) {
        forward(json, AnomalyTopology.SCORES);
      }
    }
  }

  private Record<String, byte[]> rejected(Record<String, byte[]> image, Rejection rejection) {
    Headers headers = new RecordHeaders(image.headers());
    byte[] bytes = RejectedRecord.write(headers, image.value(), rejection);
    RecordMetadata place = place();
    RejectedRecord.writeOrigin(headers, place.topic(), place.partition(), place.offset());
    return image.withValue(bytes).withHeaders(headers);
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
  }
}
