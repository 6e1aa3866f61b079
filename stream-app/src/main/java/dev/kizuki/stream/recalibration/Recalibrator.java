package dev.kizuki.stream.recalibration;

import dev.kizuki.model.Calibration;
import dev.kizuki.model.ModelFile;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.RateInterval;
import dev.kizuki.model.Recalibrated;
import dev.kizuki.model.Threshold;
import dev.kizuki.scoring.ImageJudge;
import dev.kizuki.scoring.Model;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.event.DevicePattern;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.history.History;
import dev.kizuki.stream.history.HistoryReader;
import dev.kizuki.stream.history.ParallelJudge;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.JudgedTimes;
import dev.kizuki.stream.incident.JudgedTimes.Span;
import dev.kizuki.stream.incident.Sighting;
import dev.kizuki.stream.kafka.RecordGoneException;
import dev.kizuki.stream.kafka.RecordReader;
import dev.kizuki.stream.lifecycle.ServiceException;
import dev.kizuki.stream.recalibration.Recalibration.Calibrated;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Recalibrates a model on the history in Kafka, and writes the new model file. */
public final class Recalibrator {
  private final Configuration configuration;
  private final KafkaHistory kafka;
  private final Clock clock;

  /** Uses the Kafka that a configuration names. */
  public Recalibrator(Configuration configuration) {
    this(configuration, KafkaHistory.of(configuration), Clock.systemUTC());
  }

  /**
   * @param kafka the history
   * @param clock the present time
   */
  public Recalibrator(Configuration configuration, KafkaHistory kafka, Clock clock) {
    this.configuration = configuration;
    this.kafka = kafka;
    this.clock = clock;
  }

  /**
   * Recalibrates. The file is written if nothing speaks against it, or if the user insists.
   *
   * @throws dev.kizuki.model.ModelException if the model cannot be loaded, or the new file fails
   *     its self-test
   * @throws ServiceException if Kafka does not answer or holds no image of that time
   * @throws IllegalArgumentException if an option is wrong, or there is no feedback
   */
  public RecalibrationReport run(RecalibrationOptions options, HistoryReader.Progress progress) {
    if (options.version() != null) {
      ModelMetadata.requireName("--model-version", options.version());
    }
    configuration.requireIncidents("recalibrate");
    ModelFile file = ModelFile.read(options.model());
    try (Model model = Model.load(file)) {
      Threshold before = thresholdNow(model, options);
      double rate =
          options.falseAlarmRate() == null ? before.falseAlarmRate() : options.falseAlarmRate();
      Calibration.imagesNeededFor(rate);
      List<Incident> incidents = incidents(options);
      JudgedTimes times = new JudgedTimes(incidents);
      requireFeedback(options, times);
      HistoryScores scores = new HistoryScores(times, new ImageLot(options.images()));
      History history = read(model, options, scores, progress);
      Recalibration recalibration =
          Recalibration.of(
              model.metadata().calibration(),
              scores.images(),
              times,
              worst(model, times, scores.withoutWorst()),
              wish(options, rate, before, scores));
      Optional<Recalibrated> origin =
          recalibration.isAllowed(options.insists())
              ? Optional.of(origin(file, model.metadata(), before, options, recalibration))
              : Optional.empty();
      ModelReference written =
          origin.map(each -> write(file, model, options, recalibration, each)).orElse(null);
      return report(model, options, rate, before, history, scores, recalibration, written);
    }
  }

  private History read(
      Model model,
      RecalibrationOptions options,
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
      History history = reader.find(configuration.topics().images(), options.span());
      reader.read(
          history,
          DevicePattern.of(options.devices()),
          progress,
          batch -> judge.judge(scores.needed(batch)));
      judge.finish();
      return history;
    }
  }

  /** The threshold that the service uses: that of its configuration, if it names this file. */
  private Threshold thresholdNow(Model model, RecalibrationOptions options) {
    return configuration.models().stream()
        .filter(
            rule ->
                rule.file()
                    .toAbsolutePath()
                    .normalize()
                    .equals(options.model().toAbsolutePath().normalize()))
        .map(ModelRule::falseAlarmRate)
        .filter(Objects::nonNull)
        .findFirst()
        .map(rate -> model.metadata().calibration().threshold(rate))
        .orElse(model.metadata().threshold());
  }

  private List<Incident> incidents(RecalibrationOptions options) {
    DevicePattern devices = DevicePattern.of(options.devices());
    return kafka.incidents().stream()
        .filter(incident -> devices.matches(incident.device()))
        .toList();
  }

  private static void requireFeedback(RecalibrationOptions options, JudgedTimes times) {
    boolean hasFeedback =
        times.all().stream()
            .anyMatch(
                span ->
                    span.standing() == Span.Standing.FALSE_ALARM
                        && span.from().isBefore(options.span().to())
                        && span.to().isAfter(options.span().from()));
    if (options.fromFeedback() && !hasFeedback) {
      throw new IllegalArgumentException(
          "no incident about a product was judged false from %s: judge false alarms on the page or with 'kizuki incidents judge', or use --from and --to"
              .formatted(options.span()));
    }
  }

  /** The worst distances of incidents that were judged real and lie in another time. */
  private Map<String, Float> worst(Model model, JudgedTimes times, Set<String> without) {
    Map<String, Float> worst = new HashMap<>();
    Set<String> sameGraph = sameGraph(model);
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

  /** The digests of model files that are known to have the graph of a model. */
  private static Set<String> sameGraph(Model model) {
    return model
        .metadata()
        .provenance()
        .recalibrated()
        .map(origin -> Set.of(model.sha256(), origin.fromSha256()))
        .orElse(Set.of(model.sha256()));
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

  private RecalibrationWish wish(
      RecalibrationOptions options, double rate, Threshold before, HistoryScores scores) {
    return new RecalibrationWish(
        rate,
        before.distance(),
        options.span().from(),
        options.span().to(),
        scores.observed(),
        scores.share(),
        new RaisingRule(configuration.incidents().anomalies(), configuration.incidents().images()),
        clock.instant().minus(configuration.incidents().keep()));
  }

  private Recalibrated origin(
      ModelFile file,
      ModelMetadata metadata,
      Threshold before,
      RecalibrationOptions options,
      Recalibration recalibration) {
    CalibrationSet set = recalibration.set();
    return new Recalibrated(
        file.sha256(),
        metadata.version(),
        before.distance(),
        clock.instant(),
        System.getProperty("user.name", "unknown"),
        options.span().from(),
        options.span().to(),
        options.devices() == null ? "*" : options.devices(),
        set.images().size(),
        set.sha256(),
        judgements(set.judgedFalse()),
        set.judgedFalse().size(),
        judgements(set.leftOut().getOrDefault(Span.Standing.REAL, List.of())),
        set.leftOut(Span.Standing.UNDECIDED),
        recalibration.objections().stream().map(Objection::text).toList());
  }

  private static List<String> judgements(List<CalibrationSet.Judged> images) {
    return images.stream()
        .map(each -> each.span().incident())
        .map(incident -> incident.id() + " by " + Objects.requireNonNull(incident.judged()).by())
        .distinct()
        .sorted()
        .toList();
  }

  private ModelReference write(
      ModelFile file,
      Model model,
      RecalibrationOptions options,
      Recalibration recalibration,
      Recalibrated origin) {
    ModelMetadata old = model.metadata();
    Calibrated calibrated = recalibration.calibrated().orElseThrow();
    String version =
        options.version() == null
            ? RecalibratedFile.version(old.version(), today())
            : options.version();
    ModelMetadata metadata =
        old.recalibrated(
            version,
            calibrated.threshold(),
            calibrated.calibration(),
            old.provenance().recalibrated(calibrated.calibration().size(), origin));
    return new ModelReference(
        metadata.name(), version, RecalibratedFile.write(file, metadata, options.out()));
  }

  private String today() {
    return DateTimeFormatter.ofPattern("yyyyMMdd")
        .format(Instant.now(clock).atOffset(ZoneOffset.UTC));
  }

  private static RecalibrationReport report(
      Model model,
      RecalibrationOptions options,
      double rate,
      Threshold before,
      History history,
      HistoryScores scores,
      Recalibration recalibration,
      @Nullable ModelReference written) {
    CalibrationSet set = recalibration.set();
    Optional<Calibrated> calibrated = recalibration.calibrated();
    Optional<RateInterval> interval =
        calibrated.map(
            each ->
                RateInterval.ofThreshold(
                    each.calibration().allowed(rate), each.calibration().size()));
    ModelMetadata metadata = model.metadata();
    return new RecalibrationReport(
        new ModelReference(metadata.name(), metadata.version(), model.sha256()),
        written,
        options.span().from(),
        options.span().to(),
        history.missing().orElse(null),
        options.devices() == null ? "*" : options.devices(),
        scores.seen(),
        scores.rejected(),
        set.images().size(),
        set.judgedFalse().size(),
        set.leftOut(Span.Standing.REAL),
        set.leftOut(Span.Standing.UNDECIDED),
        set.leftOut(Span.Standing.TROUBLE),
        set.repeated(),
        rate,
        before.distance(),
        calibrated.map(each -> each.threshold().distance()).orElse(null),
        interval.map(RateInterval::low).orElse(null),
        interval.map(RateInterval::high).orElse(null),
        calibrated.map(Calibrated::highestRate).orElse(null),
        calibrated.flatMap(Calibrated::silencingRate).orElse(null),
        calibrated.map(Calibrated::effect).orElse(null),
        recalibration.objections());
  }
}
