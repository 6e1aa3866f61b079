package dev.kizuki.stream.recalibration;

import dev.kizuki.model.ModelFile;
import dev.kizuki.scoring.Model;
import dev.kizuki.scoring.WhitenedVectors;
import dev.kizuki.stream.history.History;
import dev.kizuki.stream.history.HistoryReader;
import dev.kizuki.stream.incident.JudgedTimes;
import dev.kizuki.whitening.Refit;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Renews mean and whitening of a model, and calibrates it on other images of the same history. Each
 * image is read three times: for its old distance, for its feature, and for its new distance.
 */
final class Refitter {
  /** Objections to the threshold that the old mean and whitening would get. */
  private static final Set<Objection.Kind> OF_THE_OLD_THRESHOLD =
      EnumSet.of(
          Objection.Kind.TOO_FEW_IMAGES,
          Objection.Kind.MISSED_INCIDENTS,
          Objection.Kind.LARGE_RAISE);

  private final HistoryScorer scorer;
  private final RecalibrationOptions options;
  private final HistoryReader.Progress progress;

  /**
   * The values before the refit.
   *
   * @param scores the scores by the old model
   * @param worst the worst distances of incidents in another time, by the old model
   * @param recalibration the recalibration without a new mean and whitening
   */
  record Plain(
      JudgedTimes times,
      HistoryScores scores,
      Map<String, Float> worst,
      Recalibration recalibration,
      RecalibrationWish wish) {}

  Refitter(HistoryScorer scorer, RecalibrationOptions options, HistoryReader.Progress progress) {
    this.scorer = scorer;
    this.options = options;
    this.progress = progress;
  }

  /**
   * Requires that mean and whitening of the model can be renewed, if it is wanted.
   *
   * @throws IllegalArgumentException if they cannot
   */
  void requireSuited(Model model) {
    if (options.refit()) {
      open(model).close();
    }
  }

  private WhitenedVectors open(Model model) {
    Optional<WhitenedVectors> vectors = scorer.vectors(model);
    if (vectors.isPresent() && vectors.get().dimensions() > 0) {
      return vectors.get();
    }
    vectors.ifPresent(WhitenedVectors::close);
    throw new IllegalArgumentException(
        ("--refit needs a model whose distance is the length of one vector. %s judges several places or"
                + " features, as models of photographs do: train a new model for another mean and"
                + " whitening. Without --refit, recalibrate renews its distances and threshold")
            .formatted(model.metadata().title()));
  }

  /** Fits mean and whitening on one half of the images, and calibrates on the other half. */
  Result refit(Model model, ModelFile file, History history, Plain plain) {
    CalibrationSet normal = plain.recalibration().set();
    FitBlocks blocks = new FitBlocks(normal.images());
    List<HistoryImage> fitting =
        normal.images().stream().filter(image -> blocks.fit(image.at())).toList();
    if (fitting.size() < Refit.FEWEST_IMAGES) {
      return tooFew(file, plain, normal.images().size());
    }
    Refit refit = Refit.of(vectors(model, history, fitting));
    ModelFile refitted = RecalibratedFile.refitted(file, model.metadata(), refit.map());
    Recalibration recalibration = calibrate(refitted, model, history, plain, blocks, fitting);
    return new Result(
        refitted,
        recalibration.with(objections(plain)),
        Optional.of(new Result.Refitted(refit, CalibrationSet.sha256(fitting))));
  }

  private List<double[]> vectors(Model model, History history, List<HistoryImage> fitting) {
    Set<String> places = fitting.stream().map(HistoryImage::place).collect(Collectors.toSet());
    try (WhitenedVectors graph = open(model)) {
      return scorer.vectors(graph, history, options.devices(), places, progress);
    }
  }

  private Recalibration calibrate(
      ModelFile refitted,
      Model model,
      History history,
      Plain plain,
      FitBlocks blocks,
      List<HistoryImage> fitting) {
    HistoryScores scores = new HistoryScores(plain.times(), new ImageLot(options.images()));
    Map<String, Float> worst;
    try (Model next = Model.load(refitted)) {
      scorer.score(next, history, options.devices(), scores, progress);
      worst = scorer.worst(next, plain.times(), scores.withoutWorst(), Set.of());
    }
    Map<String, Float> before =
        plain.scores().images().stream()
            .collect(Collectors.toMap(HistoryImage::place, HistoryImage::distance, (a, b) -> a));
    Set<String> fitted = fitting.stream().map(HistoryImage::sha256).collect(Collectors.toSet());
    List<HistoryImage> images =
        scores.images().stream()
            .filter(image -> before.containsKey(image.place()))
            .map(
                image ->
                    image.with(
                        Objects.requireNonNull(before.get(image.place())),
                        image.drawn()
                            && !blocks.fit(image.at())
                            && !fitted.contains(image.sha256())))
            .toList();
    return Recalibration.of(
        model.metadata().calibration(),
        images,
        plain.times(),
        new WorstDistances(plain.worst(), worst),
        plain.wish().refitted(plain.wish().share() * share(scores.images(), images)));
  }

  /** The share of the drawn images that calibrate, above 0. */
  private static double share(List<HistoryImage> all, List<HistoryImage> kept) {
    double drawn = all.stream().filter(HistoryImage::drawn).count();
    return Math.max(1, kept.stream().filter(HistoryImage::drawn).count()) / Math.max(1, drawn);
  }

  /** Returns the objections to images and judgements, by the distances of the old model. */
  private static List<Objection> objections(Plain plain) {
    return plain.recalibration().objections().stream()
        .filter(objection -> !OF_THE_OLD_THRESHOLD.contains(objection.kind()))
        .toList();
  }

  private static Result tooFew(ModelFile file, Plain plain, int images) {
    Objection objection =
        new Objection(
            Objection.Kind.TOO_FEW_IMAGES,
            ("a new mean needs at least %d normal images, of which one half fits it and the other half"
                    + " calibrates, and there are %d: take a longer time or more devices, or leave"
                    + " --refit out")
                .formatted(2 * Refit.FEWEST_IMAGES, images));
    return new Result(
        file,
        new Recalibration(plain.recalibration().set(), Optional.empty(), List.of(objection)),
        Optional.empty());
  }
}
