package dev.kizuki.stream.recalibration;

import dev.kizuki.model.Sha256;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.incident.JudgedTimes;
import dev.kizuki.stream.incident.JudgedTimes.Span;
import dev.kizuki.stream.incident.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Collects the scores of the images of a history that a recalibration needs: those that the lot
 * draws, and of each incident about a product the first images and the worst one. Not thread-safe.
 */
final class HistoryScores {
  /** The most images of one incident, beside the worst one. */
  private static final int MOST_OF_INCIDENT = 200;

  private final JudgedTimes times;
  private final ImageLot lot;
  private final Sha256 digest = new Sha256();
  private final Set<String> worst = new HashSet<>();
  private final Map<String, Integer> ofIncident = new HashMap<>();
  private final List<HistoryImage> scored = new ArrayList<>();
  private long seen;
  private long rejected;
  private long firstMs = Long.MAX_VALUE;
  private long lastMs = Long.MIN_VALUE;

  /**
   * @param lot draws the images of the calibration set
   */
  HistoryScores(JudgedTimes times, ImageLot lot) {
    this.times = times;
    this.lot = lot;
    for (Span span : times.all()) {
      Sighting sighting = span.incident().worst();
      if (sighting != null) {
        worst.add(place(sighting.image()));
      }
    }
  }

  private static String place(ImageReference image) {
    return image.topic() + "-" + image.partition() + "@" + image.offset();
  }

  /** Returns those of some records of the topic of images that must be scored. */
  List<ConsumerRecord<String, byte[]>> needed(List<ConsumerRecord<String, byte[]>> records) {
    List<ConsumerRecord<String, byte[]>> needed = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : records) {
      if (record.key() == null) {
        continue;
      }
      seen++;
      firstMs = Math.min(firstMs, record.timestamp());
      lastMs = Math.max(lastMs, record.timestamp());
      if (isNeeded(record)) {
        needed.add(record);
      }
    }
    return needed;
  }

  /** Takes the verdict on a needed image. */
  void scored(ConsumerRecord<String, byte[]> record, Verdict verdict) {
    if (verdict instanceof Verdict.Scored scoredImage) {
      scored.add(image(record, (float) scoredImage.score().distance()));
    } else {
      rejected++;
    }
  }

  private boolean isNeeded(ConsumerRecord<String, byte[]> record) {
    // each image takes part in the lot, whether it is needed otherwise or not
    boolean drawn = lot.offer(record.partition(), record.offset());
    return drawn
        || worst.contains(record.topic() + "-" + record.partition() + "@" + record.offset())
        || isOfIncident(record);
  }

  private boolean isOfIncident(ConsumerRecord<String, byte[]> record) {
    Optional<Span> span = times.of(record.key(), Instant.ofEpochMilli(record.timestamp()));
    return span.isPresent()
        && span.get().incident().kind() == IncidentKind.ANOMALY
        && ofIncident.merge(span.get().incident().id(), 1, Integer::sum) <= MOST_OF_INCIDENT;
  }

  private HistoryImage image(ConsumerRecord<String, byte[]> record, float distance) {
    return new HistoryImage(
        record.key(),
        Instant.ofEpochMilli(record.timestamp()),
        record.partition(),
        record.offset(),
        digest.of(record.value()),
        distance,
        false);
  }

  /** The scored images. Call it after the last images were added. */
  List<HistoryImage> images() {
    return scored.stream()
        .map(
            image ->
                lot.holds(image.partition(), image.offset())
                    ? image.with(image.before(), true)
                    : image)
        .filter(
            image ->
                image.drawn()
                    || times
                        .of(image.device(), image.at())
                        .filter(span -> span.incident().kind() == IncidentKind.ANOMALY)
                        .isPresent())
        .toList();
  }

  /** The share of the images that the lot has drawn, in (0, 1]. */
  double share() {
    return seen == 0 ? 1 : (double) lot.size() / seen;
  }

  /** The time from the first to the last image, at least one second. */
  Duration observed() {
    return Duration.ofMillis(Math.max(1000, seen == 0 ? 0 : lastMs - firstMs));
  }

  /** The images that were read. */
  long seen() {
    return seen;
  }

  /** The images that were to be scored and that the model rejects. */
  long rejected() {
    return rejected;
  }

  /** The ids of the incidents whose worst image was not among the images. */
  Set<String> withoutWorst() {
    Set<String> found = new HashSet<>();
    scored.forEach(image -> found.add(image.place()));
    Set<String> without = new HashSet<>();
    for (Span span : times.all()) {
      Sighting sighting = span.incident().worst();
      if (sighting != null
          && !found.contains(sighting.image().partition() + "@" + sighting.image().offset())) {
        without.add(span.incident().id());
      }
    }
    return without;
  }
}
