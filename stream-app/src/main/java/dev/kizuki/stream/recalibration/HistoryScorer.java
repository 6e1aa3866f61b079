package dev.kizuki.stream.recalibration;

import dev.kizuki.scoring.ImageJudge;
import dev.kizuki.scoring.Model;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.scoring.WhitenedVectors;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.event.DevicePattern;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.history.History;
import dev.kizuki.stream.history.HistoryReader;
import dev.kizuki.stream.history.ParallelJudge;
import dev.kizuki.stream.history.TimeSpan;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.JudgedTimes;
import dev.kizuki.stream.incident.JudgedTimes.Span;
import dev.kizuki.stream.incident.Sighting;
import dev.kizuki.stream.kafka.RecordGoneException;
import dev.kizuki.stream.kafka.RecordReader;
import dev.kizuki.stream.lifecycle.ServiceException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Reads images from Kafka, and scores them with a model. */
final class HistoryScorer {
  private final Configuration configuration;
  private final KafkaHistory kafka;

  HistoryScorer(Configuration configuration, KafkaHistory kafka) {
    this.configuration = configuration;
    this.kafka = kafka;
  }

  /**
   * Finds the images of a time.
   *
   * @throws ServiceException if Kafka does not answer or holds no image of that time
   */
  History find(TimeSpan span) {
    try (HistoryReader reader = kafka.images()) {
      return reader.find(configuration.topics().images(), span);
    }
  }

  /**
   * Scores the images that are needed.
   *
   * @param devices the pattern of the devices; null takes all
   * @param scores says which images are needed, and takes their verdicts
   */
  void score(
      Model model,
      History history,
      @Nullable String devices,
      HistoryScores scores,
      HistoryReader.Progress progress) {
    int threads = Runtime.getRuntime().availableProcessors();
    try (HistoryReader reader = kafka.images();
        ParallelJudge judge =
            new ParallelJudge(
                model,
                model.metadata().threshold(),
                configuration.limits().image(),
                threads,
                scores::scored)) {
      reader.read(
          history, DevicePattern.of(devices), progress, batch -> judge.judge(scores.needed(batch)));
      judge.finish();
    }
  }

  /** Opens the graph of a model that gives whitened vectors; empty if there is none. */
  Optional<WhitenedVectors> vectors(Model model) {
    return WhitenedVectors.open(model, configuration.limits().image());
  }

  /**
   * Computes the whitened vectors of some images.
   *
   * @param places the places of the images, see {@link HistoryImage#place}
   */
  List<double[]> vectors(
      WhitenedVectors graph,
      History history,
      @Nullable String devices,
      Set<String> places,
      HistoryReader.Progress progress) {
    List<double[]> vectors = new ArrayList<>(places.size());
    try (HistoryReader reader = kafka.images()) {
      reader.read(
          history,
          DevicePattern.of(devices),
          progress,
          batch -> vectors.addAll(graph.of(payloads(batch, places))));
    }
    return vectors;
  }

  private static List<byte[]> payloads(
      List<ConsumerRecord<String, byte[]>> records, Set<String> places) {
    return records.stream()
        .filter(record -> places.contains(record.partition() + "@" + record.offset()))
        .map(ConsumerRecord::value)
        .toList();
  }

  /**
   * The worst distances of incidents that were judged real and lie in another time.
   *
   * @param without the ids of the incidents whose worst image is not in the history
   * @param sameGraph the digests of model files that give the same distances as the model
   * @throws ServiceException if Kafka does not answer
   */
  Map<String, Float> worst(
      Model model, JudgedTimes times, Set<String> without, Set<String> sameGraph) {
    Map<String, Float> worst = new HashMap<>();
    try (RecordReader records = kafka.records();
        ImageJudge judge = new ImageJudge(model, configuration.limits().image())) {
      for (Span span : times.all()) {
        Incident incident = span.incident();
        if (span.standing() == Span.Standing.REAL && without.contains(incident.id())) {
          Sighting sighting = Objects.requireNonNull(incident.worst());
          Optional<Float> distance =
              sameGraph.contains(sighting.model().sha256())
                  ? Optional.of((float) sighting.distance())
                  : image(records, sighting.image())
                      .map(judge::judge)
                      .filter(Verdict.Scored.class::isInstance)
                      .map(verdict -> (float) ((Verdict.Scored) verdict).score().distance());
          distance.ifPresent(each -> worst.put(incident.id(), each));
        }
      }
    } catch (KafkaException e) {
      throw new ServiceException(
          "The topic '%s' cannot be read: %s"
              .formatted(configuration.topics().images(), e.getMessage()),
          e);
    }
    return worst;
  }

  private static Optional<byte[]> image(RecordReader records, ImageReference image) {
    try {
      return Optional.ofNullable(
          records.read(image.topic(), image.partition(), image.offset()).value());
    } catch (RecordGoneException e) {
      // the report names the incidents whose images Kafka no longer holds
      return Optional.empty();
    }
  }
}
