package dev.kizuki.stream.recalibration;

import dev.kizuki.model.Calibration;
import dev.kizuki.model.Threshold;
import dev.kizuki.stream.incident.JudgedTimes;
import dev.kizuki.stream.incident.JudgedTimes.Span;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A new calibration of a model from images of the history, its effect, and what speaks against it.
 *
 * @param set the images that calibrate
 * @param calibrated the distances and the threshold; empty if there are too few images for the rate
 * @param objections the reasons against it; empty if there is none
 */
public record Recalibration(
    CalibrationSet set, Optional<Calibrated> calibrated, List<Objection> objections) {
  /**
   * The new calibration.
   *
   * @param calibration the new distances
   * @param threshold the new threshold
   * @param highestRate the false-alarm rate if all undecided images that were left out are false
   *     alarms
   * @param effect the effect on the history
   */
  public record Calibrated(
      Calibration calibration, Threshold threshold, double highestRate, Effect effect) {
    /**
     * The highest false-alarm rate at which no image of an incident that was judged false exceeds
     * the threshold, rounded up to three digits; empty if none does now.
     */
    public Optional<Double> silencingRate() {
      return effect.stillRaised().stream()
          .map(incident -> Objects.requireNonNull(incident.peak()))
          .max(Float::compare)
          .map(this::rateOf);
    }

    private double rateOf(float distance) {
      long atLeast = Math.round(calibration.pValue(distance) * (calibration.size() + 1)) - 1;
      double rate = Math.max(1, atLeast) / (calibration.size() + 1.0);
      return BigDecimal.valueOf(rate).round(new MathContext(3, RoundingMode.UP)).doubleValue();
    }
  }

  public Recalibration {
    objections = List.copyOf(objections);
  }

  /**
   * Calibrates.
   *
   * @param old the calibration that counts now
   * @param history the scored images: those that the lot has drawn, and all of incidents
   * @param worst the distance of the worst image of an incident, by its id, where that image is not
   *     in the history and was scored by itself
   */
  public static Recalibration of(
      Calibration old,
      List<HistoryImage> history,
      JudgedTimes times,
      Map<String, Float> worst,
      RecalibrationWish wish) {
    return of(old, history, times, WorstDistances.same(worst), wish);
  }

  /**
   * Calibrates a model with another mean and whitening.
   *
   * @param old the calibration that counts now
   * @param history the images, with their distances by both models
   * @param worst the distances of the worst image of an incident, where that image is not in the
   *     history and was scored by itself
   */
  static Recalibration of(
      Calibration old,
      List<HistoryImage> history,
      JudgedTimes times,
      WorstDistances worst,
      RecalibrationWish wish) {
    CalibrationSet set = CalibrationSet.of(history, times);
    Objections objections = new Objections(set, times, wish);
    objections.addAboutSet(history);
    if (set.images().size() < Calibration.imagesNeededFor(wish.falseAlarmRate())) {
      objections.addTooFew();
      return new Recalibration(set, Optional.empty(), objections.all());
    }
    Calibration calibration = set.calibration();
    Threshold threshold = calibration.threshold(wish.falseAlarmRate());
    Effect effect =
        Effect.of(
            history,
            times,
            worst,
            new Effect.Thresholds(wish.oldThreshold(), threshold.distance(), wish.rule()),
            perDay(wish));
    objections.addAboutThreshold(old, threshold, effect);
    return new Recalibration(
        set,
        Optional.of(
            new Calibrated(calibration, threshold, highestRate(set, calibration, wish), effect)),
        objections.all());
  }

  private static double perDay(RecalibrationWish wish) {
    double days = wish.observed().toMillis() / (double) Duration.ofDays(1).toMillis();
    return 1 / (wish.share() * days);
  }

  private static double highestRate(
      CalibrationSet set, Calibration calibration, RecalibrationWish wish) {
    int undecided = set.leftOut(Span.Standing.UNDECIDED);
    return (calibration.allowed(wish.falseAlarmRate()) + undecided)
        / (calibration.size() + undecided + 1.0);
  }

  /** The same recalibration with further objections, of kinds that it does not have yet. */
  Recalibration with(List<Objection> further) {
    List<Objection> all = new ArrayList<>(objections);
    for (Objection objection : further) {
      if (all.stream().noneMatch(each -> each.kind() == objection.kind())) {
        all.add(objection);
      }
    }
    return new Recalibration(set, calibrated, all);
  }

  /** Returns whether nothing speaks against it, or a person insists on it and may do so. */
  public boolean isAllowed(boolean insists) {
    List<Objection> counting = new ArrayList<>(objections);
    counting.removeIf(objection -> insists && objection.kind().isForceable());
    return counting.isEmpty();
  }
}
