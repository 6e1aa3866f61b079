package dev.kizuki.stream.recalibration;

import static dev.kizuki.stream.recalibration.Objection.Kind.FAR_OUT;
import static dev.kizuki.stream.recalibration.Objection.Kind.FORGOTTEN_INCIDENTS;
import static dev.kizuki.stream.recalibration.Objection.Kind.LARGE_RAISE;
import static dev.kizuki.stream.recalibration.Objection.Kind.MISSED_INCIDENTS;
import static dev.kizuki.stream.recalibration.Objection.Kind.ONE_DEVICE;
import static dev.kizuki.stream.recalibration.Objection.Kind.REAL_IMAGES;
import static dev.kizuki.stream.recalibration.Objection.Kind.SICK_CAMERA;
import static dev.kizuki.stream.recalibration.Objection.Kind.STRETCHED_TAIL;
import static dev.kizuki.stream.recalibration.Objection.Kind.TOO_FEW_IMAGES;
import static dev.kizuki.stream.recalibration.Objection.Kind.UNDECIDED_IMAGES;

import dev.kizuki.model.Calibration;
import dev.kizuki.model.Threshold;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.JudgedTimes;
import dev.kizuki.stream.incident.JudgedTimes.Span;
import dev.kizuki.stream.recalibration.CalibrationSet.Judged;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Finds what speaks against a recalibration. */
final class Objections {
  /** The most examples in one sentence. */
  private static final int SHOWN = 5;

  /** The largest share of a device's images that may lie in the time of a fault of its camera. */
  private static final double SICK_SHARE = 0.1;

  /** The largest factor by which a threshold may rise in one step. */
  static final double LARGEST_RAISE = 2;

  /** The largest length of the tail in relation to the one to expect. */
  static final double LARGEST_STRETCH = 1.2;

  /** The fewest devices of a set of which one may not decide alone. */
  private static final int SEVERAL_DEVICES = 3;

  private final CalibrationSet set;
  private final JudgedTimes times;
  private final RecalibrationWish wish;
  private final List<Objection> all = new ArrayList<>();

  Objections(CalibrationSet set, JudgedTimes times, RecalibrationWish wish) {
    this.set = set;
    this.times = times;
    this.wish = wish;
  }

  List<Objection> all() {
    return all;
  }

  private void add(Objection.Kind kind, String text) {
    all.add(new Objection(kind, text));
  }

  /** Looks at the images, whatever their threshold. */
  void addAboutSet(List<HistoryImage> history) {
    addForgotten();
    addReal(history);
    addUndecided();
    addSick();
    addFarOut();
    all.addAll(SlowFault.in(set));
  }

  void addTooFew() {
    int needed = Calibration.imagesNeededFor(wish.falseAlarmRate());
    int images = set.images().size();
    add(
        TOO_FEW_IMAGES,
        ("a false-alarm rate of %s needs at least %d normal images, and there are %d%s: take a longer"
                + " time, more devices or a higher --false-alarm-rate")
            .formatted(
                wish.falseAlarmRate(),
                needed,
                images,
                set.repeated() == 0
                    ? ""
                    : " (%d more are the same bytes from the same device again)"
                        .formatted(set.repeated())));
  }

  private void addForgotten() {
    if (wish.begin().isBefore(wish.incidentsSince())) {
      add(
          FORGOTTEN_INCIDENTS,
          ("the time begins at %s, and incidents from before %s may be forgotten (incidents.keep), so"
                  + " images of real defects could count as normal: take a later --from")
              .formatted(wish.begin(), wish.incidentsSince()));
    }
  }

  /** A picture that shows a real defect can come again under another time. */
  private void addReal(List<HistoryImage> history) {
    Map<String, String> real = new HashMap<>();
    for (HistoryImage image : history) {
      times
          .of(image.device(), image.at())
          .filter(
              span -> span.standing() == Span.Standing.REAL && image.before() > wish.oldThreshold())
          .ifPresent(span -> real.put(image.sha256(), span.incident().id()));
    }
    for (Span span : times.all()) {
      Incident incident = span.incident();
      if (span.standing() == Span.Standing.REAL && incident.worst() != null) {
        real.put(incident.worst().image().sha256(), incident.id());
      }
    }
    List<HistoryImage> held =
        set.images().stream().filter(image -> real.containsKey(image.sha256())).toList();
    if (!held.isEmpty()) {
      add(
          REAL_IMAGES,
          "%d images of the set have the same bytes as images of incidents that were judged real: %s"
              .formatted(
                  held.size(),
                  examples(
                      held.stream()
                          .map(
                              image ->
                                  "%s at %s is an image of incident %s"
                                      .formatted(
                                          image.device(), image.at(), real.get(image.sha256())))
                          .toList())));
    }
  }

  private void addUndecided() {
    List<Judged> undecided = set.leftOut().getOrDefault(Span.Standing.UNDECIDED, List.of());
    int allowed = (int) Math.floor(wish.falseAlarmRate() * (set.images().size() + 1) + 1e-9);
    if (undecided.size() > allowed) {
      Set<String> incidents =
          undecided.stream()
              .map(each -> each.span().incident().id())
              .collect(Collectors.toCollection(java.util.TreeSet::new));
      add(
          UNDECIDED_IMAGES,
          ("%d images are in %d incidents that nobody has judged real or false, and the rate allows %d"
                  + " false alarms, so the threshold could be too low: judge %s")
              .formatted(
                  undecided.size(), incidents.size(), allowed, examples(List.copyOf(incidents))));
    }
  }

  private void addSick() {
    Map<String, Integer> sick = new TreeMap<>();
    set.leftOut()
        .getOrDefault(Span.Standing.TROUBLE, List.of())
        .forEach(each -> sick.merge(each.image().device(), 1, Integer::sum));
    Set<String> still = new HashSet<>();
    for (Span span : times.all()) {
      if (span.standing() == Span.Standing.TROUBLE
          && span.to().equals(Instant.MAX)
          && span.from().isBefore(wish.end())) {
        still.add(span.incident().device());
      }
    }
    Map<String, List<HistoryImage>> kept = set.byDevice();
    sick.forEach(
        (device, images) -> {
          int healthy = kept.getOrDefault(device, List.of()).size();
          if (still.contains(device) || images > SICK_SHARE * (healthy + images)) {
            add(
                SICK_CAMERA,
                ("%d of %d images of %s lie in the time of a fault of its camera or of a drift%s: leave"
                        + " the device out (--device) or take another time")
                    .formatted(
                        images,
                        healthy + images,
                        device,
                        still.contains(device) ? ", which is not over" : ""));
          }
        });
  }

  /** Compares each image with the tail of its device, or of all if the device has few images. */
  private void addFarOut() {
    Map<String, Judged> judged =
        set.judgedFalse().stream()
            .collect(Collectors.toMap(each -> each.image().place(), each -> each, (a, b) -> a));
    double ofAll = limit(set.images(), Double.POSITIVE_INFINITY);
    List<String> far = new ArrayList<>();
    double lowest = Double.POSITIVE_INFINITY;
    for (List<HistoryImage> images : set.byDevice().values()) {
      double limit = limit(images, ofAll);
      for (HistoryImage image : images) {
        if (image.distance() > Math.max(limit, wish.refit() ? 0 : wish.oldThreshold())) {
          lowest = Math.min(lowest, limit);
          Judged known = judged.get(image.place());
          far.add(
              "%s at %s with a distance of %.4g%s"
                  .formatted(
                      image.device(),
                      image.at(),
                      image.distance(),
                      known == null ? "" : " (" + describe(known.span().incident()) + ")"));
        }
      }
    }
    if (!far.isEmpty()) {
      add(
          FAR_OUT,
          ("%d images are farther out than normal images plausibly are (%.4g): %s: look at them again,"
                  + " and judge their incidents real if they show a defect")
              .formatted(far.size(), lowest, examples(far)));
    }
  }

  private static double limit(List<HistoryImage> images, double otherwise) {
    if (images.size() < PlausibleTail.FEWEST) {
      return otherwise;
    }
    float[] distances = new float[images.size()];
    for (int i = 0; i < distances.length; i++) {
      distances[i] = images.get(i).distance();
    }
    return PlausibleTail.of(distances).limit();
  }

  private static String describe(Incident incident) {
    return "incident %s, judged false by %s"
        .formatted(incident.id(), Objects.requireNonNull(incident.judged()).by());
  }

  /** Looks at the new threshold and its effect. */
  void addAboutThreshold(Calibration old, Threshold threshold, Effect effect) {
    if (!effect.missed().isEmpty()) {
      add(
          MISSED_INCIDENTS,
          "%d incidents that were judged real would be missed: %s"
              .formatted(
                  effect.missed().size(),
                  examples(
                      effect.missed().stream()
                          .map(
                              each ->
                                  "%s of %s (%.4g)"
                                      .formatted(each.id(), each.device(), each.peak()))
                          .toList())));
    }
    double scale = scale(old);
    double sameRate = scale * atSameRate(old);
    double stretch = TailStretch.of(set, old, wish.falseAlarmRate());
    if (stretch > LARGEST_STRETCH) {
      add(
          STRETCHED_TAIL,
          ("the tail of large distances is %.2f times as long as the small distances let expect, as it is if"
                  + " defects were judged false: look at the pictures of the incidents again: %s")
              .formatted(stretch, examples(judgedFalseIncidents())));
    }
    addOneDevice(threshold.distance() / sameRate);
    double now = Math.max(scale * wish.oldThreshold(), sameRate);
    if (threshold.distance() > LARGEST_RAISE * now) {
      add(
          LARGE_RAISE,
          ("the threshold would rise from %.4g to %.4g, by more than a factor of %.3g: these images are"
                  + " not what the model was trained on, so train a new one, or let each device learn its"
                  + " own limit")
              .formatted(now, threshold.distance(), LARGEST_RAISE));
    }
  }

  private List<String> judgedFalseIncidents() {
    return set.judgedFalse().stream().map(each -> each.span().incident().id()).distinct().toList();
  }

  private void addOneDevice(double raise) {
    Map<String, Long> byDevice =
        set.judgedFalse().stream()
            .collect(Collectors.groupingBy(each -> each.image().device(), Collectors.counting()));
    if (raise <= LARGEST_STRETCH || set.byDevice().size() < SEVERAL_DEVICES) {
      return;
    }
    byDevice.forEach(
        (device, images) -> {
          if (2 * images > set.judgedFalse().size()) {
            add(
                ONE_DEVICE,
                ("the threshold of all devices would rise by a factor of %.2f, and %d of the %d images"
                        + " that were judged false are of %s: let it learn its own limit, or leave it out")
                    .formatted(raise, images, set.judgedFalse().size(), device));
          }
        });
  }

  /**
   * The factor from old distances to new ones. A new mean and whitening have another scale, so the
   * medians are compared.
   */
  private double scale(Calibration old) {
    double median = old.quantile(0.5);
    return wish.refit() && median > 0 ? set.calibration().quantile(0.5) / median : 1;
  }

  /** The old threshold for the new rate, so that another rate alone is no raise. */
  private double atSameRate(Calibration old) {
    return old.size() < Calibration.imagesNeededFor(wish.falseAlarmRate())
        ? old.quantile(1)
        : old.threshold(wish.falseAlarmRate()).distance();
  }

  private static String examples(List<String> texts) {
    String shown = texts.stream().limit(SHOWN).collect(Collectors.joining(", "));
    return texts.size() <= SHOWN ? shown : "%s and %d more".formatted(shown, texts.size() - SHOWN);
  }
}
