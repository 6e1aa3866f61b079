package dev.kizuki.stream.recalibration;

import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.incident.JudgedTimes;
import dev.kizuki.stream.incident.JudgedTimes.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The effect of the old and of the new model on the same history.
 *
 * @param alertsPerDayBefore the images above the old threshold
 * @param alertsPerDayAfter the images above the new threshold
 * @param incidentsBefore the incidents that the old threshold raises
 * @param incidentsAfter the incidents that the new threshold raises
 * @param notRaised the incidents that only the old threshold raises
 * @param missed the incidents among them that were judged real
 * @param stillRaised the incidents that were judged false and that the new threshold raises
 * @param unknown the incidents that were judged real and of which no image can be scored
 */
public record Effect(
    double alertsPerDayBefore,
    double alertsPerDayAfter,
    int incidentsBefore,
    int incidentsAfter,
    List<IncidentEffect> notRaised,
    List<IncidentEffect> missed,
    List<IncidentEffect> stillRaised,
    List<IncidentEffect> unknown) {
  public Effect {
    notRaised = List.copyOf(notRaised);
    missed = List.copyOf(missed);
    stillRaised = List.copyOf(stillRaised);
    unknown = List.copyOf(unknown);
  }

  /**
   * Two thresholds and the rule that raises incidents.
   *
   * @param before the distance of the old threshold
   * @param after the distance of the new one
   */
  record Thresholds(double before, double after, RaisingRule rule) {}

  /**
   * Measures the effect.
   *
   * @param history the images of the history: those that were drawn, and all of incidents
   * @param worst the distances of the worst image of an incident, where that image was scored by
   *     itself
   * @param imagesPerDay the factor from a number of drawn images to images a day
   */
  static Effect of(
      List<HistoryImage> history,
      JudgedTimes times,
      WorstDistances worst,
      Thresholds thresholds,
      double imagesPerDay) {
    Map<String, List<Float>> distancesBefore = distances(history, times, HistoryImage::before);
    Map<String, List<Float>> distances = distances(history, times, HistoryImage::distance);
    List<IncidentEffect> notRaised = new ArrayList<>();
    List<IncidentEffect> missed = new ArrayList<>();
    List<IncidentEffect> stillRaised = new ArrayList<>();
    List<IncidentEffect> unknown = new ArrayList<>();
    int raisedBefore = 0;
    int raisedAfter = 0;
    for (Span span : times.all()) {
      if (span.incident().kind() != IncidentKind.ANOMALY) {
        continue;
      }
      String id = span.incident().id();
      List<Float> known = distances.getOrDefault(id, alone(worst.after().get(id)));
      List<Float> knownBefore = distancesBefore.getOrDefault(id, alone(worst.before().get(id)));
      boolean isReal = span.standing() == Span.Standing.REAL;
      if (known.isEmpty()) {
        if (isReal) {
          unknown.add(IncidentEffect.of(span.incident(), null));
        }
        continue;
      }
      boolean before = thresholds.rule().raises(knownBefore, thresholds.before());
      boolean after = thresholds.rule().raises(known, thresholds.after());
      raisedBefore += before ? 1 : 0;
      raisedAfter += after ? 1 : 0;
      IncidentEffect effect =
          IncidentEffect.of(span.incident(), known.stream().max(Float::compare).orElseThrow());
      if (before && !after) {
        notRaised.add(effect);
      }
      if (isReal && !after) {
        missed.add(effect);
      }
      if (span.standing() == Span.Standing.FALSE_ALARM && after) {
        stillRaised.add(effect);
      }
    }
    return new Effect(
        above(history, HistoryImage::before, thresholds.before()) * imagesPerDay,
        above(history, HistoryImage::distance, thresholds.after()) * imagesPerDay,
        raisedBefore,
        raisedAfter,
        notRaised,
        missed,
        stillRaised,
        unknown);
  }

  private static List<Float> alone(@Nullable Float distance) {
    return distance == null ? List.of() : List.of(distance);
  }

  private static Map<String, List<Float>> distances(
      List<HistoryImage> history, JudgedTimes times, Function<HistoryImage, Float> distance) {
    Map<String, List<Float>> distances = new HashMap<>();
    history.stream()
        .sorted(Comparator.comparing(HistoryImage::at).thenComparing(HistoryImage::offset))
        .forEach(
            image ->
                times
                    .of(image.device(), image.at())
                    .ifPresent(
                        span ->
                            distances
                                .computeIfAbsent(span.incident().id(), id -> new ArrayList<>())
                                .add(distance.apply(image))));
    return distances;
  }

  private static long above(
      List<HistoryImage> history, Function<HistoryImage, Float> distance, double threshold) {
    return history.stream()
        .filter(image -> image.drawn() && distance.apply(image) > threshold)
        .count();
  }
}
