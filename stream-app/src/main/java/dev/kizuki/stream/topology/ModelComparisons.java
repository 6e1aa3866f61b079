package dev.kizuki.stream.topology;

import dev.kizuki.model.Sha256;
import dev.kizuki.scoring.Score;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.event.EventJson;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.event.ModelComparison;
import dev.kizuki.stream.event.ModelComparison.Side;
import dev.kizuki.stream.event.ModelVerdict;
import dev.kizuki.stream.event.ShadowVerdict;
import dev.kizuki.stream.metrics.ShadowMetrics;
import dev.kizuki.stream.metrics.ShadowMetrics.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Counts how the verdicts of models and of their shadows differ, and makes a record of each image
 * on which they disagree. Both verdicts are those of the models themselves: the limits that devices
 * learned do not count here. Not thread-safe.
 */
final class ModelComparisons {
  /** A shadow that is wrong about every image must not flood the topic. */
  private static final long PAUSE_MS = Duration.ofSeconds(1).toMillis();

  private static final int REMEMBERED_DEVICES = 10_000;

  private final ShadowMetrics metrics;
  private final Sha256 digest = new Sha256();

  /** The arrival of the last image of a device that made a record, the oldest entry first. */
  private final Map<String, Long> last =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > REMEMBERED_DEVICES;
        }
      };

  ModelComparisons(ShadowMetrics metrics) {
    this.metrics = metrics;
  }

  /**
   * Counts an image that a shadow judged.
   *
   * @param place the position of the image in Kafka
   * @return the record for the topic of comparisons; empty if there is none to write
   */
  Optional<Record<String, byte[]>> compare(
      String device, Record<String, byte[]> image, RecordMetadata place, ModelVerdict verdict) {
    ShadowVerdict shadow = verdict.shadow();
    ModelReference model = verdict.model();
    if (shadow == null || model == null) {
      return Optional.empty();
    }
    if (!(verdict.verdict() instanceof Verdict.Scored ours)
        || !(shadow.verdict() instanceof Verdict.Scored theirs)) {
      metrics.compared(model, shadow.model(), Outcome.UNSCORED);
      return Optional.empty();
    }
    Outcome outcome = outcome(isAnomalous(ours), isAnomalous(theirs));
    metrics.compared(model, shadow.model(), outcome);
    boolean agree = outcome == Outcome.BOTH || outcome == Outcome.NEITHER;
    if (agree || !isDue(device, image.timestamp())) {
      return Optional.empty();
    }
    ModelComparison comparison =
        new ModelComparison(
            device,
            Instant.ofEpochMilli(image.timestamp()),
            side(model, ours),
            side(shadow.model(), theirs),
            new ImageReference(
                place.topic(),
                place.partition(),
                place.offset(),
                image.value().length,
                digest.of(image.value())));
    return Optional.of(
        new Record<>(device, EventJson.write(comparison), image.timestamp(), new RecordHeaders()));
  }

  private static Outcome outcome(boolean model, boolean shadow) {
    if (model) {
      return shadow ? Outcome.BOTH : Outcome.ONLY_MODEL;
    }
    return shadow ? Outcome.ONLY_SHADOW : Outcome.NEITHER;
  }

  private boolean isDue(String device, long arrivedMs) {
    Long before = last.get(device);
    if (before != null && Math.abs(arrivedMs - before) < PAUSE_MS) {
      return false;
    }
    last.put(device, arrivedMs);
    return true;
  }

  private static boolean isAnomalous(Verdict.Scored verdict) {
    return verdict instanceof Verdict.Anomalous;
  }

  private static Side side(ModelReference model, Verdict.Scored verdict) {
    Score score = verdict.score();
    return new Side(
        model,
        isAnomalous(verdict),
        score.relative(),
        score.distance(),
        score.threshold(),
        score.pValue());
  }
}
