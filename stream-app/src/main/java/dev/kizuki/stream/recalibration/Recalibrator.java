package dev.kizuki.stream.recalibration;

import dev.kizuki.model.Calibration;
import dev.kizuki.model.ModelFile;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.RateInterval;
import dev.kizuki.model.Recalibrated;
import dev.kizuki.model.Threshold;
import dev.kizuki.scoring.Model;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.Configuration.ModelRule;
import dev.kizuki.stream.event.DevicePattern;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.history.History;
import dev.kizuki.stream.history.HistoryReader;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.JudgedTimes;
import dev.kizuki.stream.incident.JudgedTimes.Span;
import dev.kizuki.stream.lifecycle.ServiceException;
import dev.kizuki.stream.recalibration.Recalibration.Calibrated;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Recalibrates a model on the history in Kafka, and writes the new model file. */
public final class Recalibrator {
  private final Configuration configuration;
  private final KafkaHistory kafka;
  private final HistoryScorer scorer;
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
    this.scorer = new HistoryScorer(configuration, kafka);
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
      Refitter refitter = new Refitter(scorer, options, progress);
      refitter.requireSuited(model);
      HistoryScores scores = new HistoryScores(times, new ImageLot(options.images()));
      History history = scorer.find(options.span());
      scorer.score(model, history, options.devices(), scores, progress);
      Map<String, Float> worst =
          scorer.worst(model, times, scores.withoutWorst(), sameGraph(model));
      RecalibrationWish wish = wish(options, rate, before, scores);
      Recalibration plain =
          Recalibration.of(model.metadata().calibration(), scores.images(), times, worst, wish);
      Result result =
          options.refit()
              ? refitter.refit(
                  model, file, history, new Refitter.Plain(times, scores, worst, plain, wish))
              : new Result(file, plain, Optional.empty());
      Recalibration recalibration = result.recalibration();
      Optional<Recalibrated> origin =
          recalibration.isAllowed(options.insists())
              ? Optional.of(origin(file, model.metadata(), before, options, result, plain.set()))
              : Optional.empty();
      ModelReference written = origin.map(each -> write(result, options, each)).orElse(null);
      return report(model, options, rate, before, history, scores, plain.set(), result, written);
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

  /** The digests of model files that are known to have the graph of a model. */
  private static Set<String> sameGraph(Model model) {
    return model
        .metadata()
        .provenance()
        .recalibrated()
        .filter(Recalibrated::hasSameGraph)
        .map(origin -> Set.of(model.sha256(), origin.fromSha256()))
        .orElse(Set.of(model.sha256()));
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
        clock.instant().minus(configuration.incidents().keep()),
        false);
  }

  private Recalibrated origin(
      ModelFile file,
      ModelMetadata metadata,
      Threshold before,
      RecalibrationOptions options,
      Result result,
      CalibrationSet normal) {
    CalibrationSet set = result.recalibration().set();
    Instant now = clock.instant();
    return new Recalibrated(
        file.sha256(),
        metadata.version(),
        before.distance(),
        now,
        System.getProperty("user.name", "unknown"),
        options.span().from(),
        options.span().to(),
        options.devices() == null ? "*" : options.devices(),
        set.images().size(),
        set.sha256(),
        judgements(normal.judgedFalse()),
        normal.judgedFalse().size(),
        judgements(normal.leftOut().getOrDefault(Span.Standing.REAL, List.of())),
        normal.leftOut(Span.Standing.UNDECIDED),
        result
            .refitted()
            .map(
                refitted ->
                    new Recalibrated.Refitted(
                        file.sha256(),
                        now,
                        refitted.refit().images(),
                        refitted.imagesSha256(),
                        refitted.refit().whitening()))
            .or(() -> metadata.provenance().recalibrated().flatMap(Recalibrated::refitted)),
        result.recalibration().objections().stream().map(Objection::text).toList());
  }

  private static List<String> judgements(List<CalibrationSet.Judged> images) {
    return images.stream()
        .map(each -> each.span().incident())
        .map(incident -> incident.id() + " by " + Objects.requireNonNull(incident.judged()).by())
        .distinct()
        .sorted()
        .toList();
  }

  private ModelReference write(Result result, RecalibrationOptions options, Recalibrated origin) {
    ModelMetadata old = RecalibratedFile.metadata(result.file());
    Calibrated calibrated = result.recalibration().calibrated().orElseThrow();
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
        metadata.name(), version, RecalibratedFile.write(result.file(), metadata, options.out()));
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
      CalibrationSet normal,
      Result result,
      @Nullable ModelReference written) {
    Recalibration recalibration = result.recalibration();
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
        normal.leftOut(Span.Standing.REAL),
        normal.leftOut(Span.Standing.UNDECIDED),
        normal.leftOut(Span.Standing.TROUBLE),
        normal.repeated(),
        rate,
        before.distance(),
        calibrated.map(each -> each.threshold().distance()).orElse(null),
        interval.map(RateInterval::low).orElse(null),
        interval.map(RateInterval::high).orElse(null),
        calibrated.map(Calibrated::highestRate).orElse(null),
        calibrated.flatMap(Calibrated::silencingRate).orElse(null),
        result.refitted().map(each -> RefitReport.of(each.refit())).orElse(null),
        calibrated.map(Calibrated::effect).orElse(null),
        recalibration.objections());
  }
}
