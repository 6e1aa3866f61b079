package dev.kizuki.stream.recalibration;

import dev.kizuki.model.Calibration;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.incident.JudgedIncidents;
import dev.kizuki.stream.incident.JudgedTimes;
import dev.kizuki.stream.incident.Judgement.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A plant in which people judge real defects false. The distances of normal images are drawn from
 * the calibration distances of a real model. Each image above the threshold raises an incident, and
 * a person judges it. Defects below the threshold are seen by nobody and count as normal.
 */
final class PoisonedPlant {
  static final int CAMERAS = 5;
  static final int IMAGES = 1000;
  static final double RATE = 0.01;
  private static final Instant BEGIN = Instant.parse("2026-01-02T00:00:00Z");
  private static final int FRESH = 20_000;

  /**
   * How far out defects are: the score is log-normal.
   *
   * @param median the median of distance / threshold
   * @param spread the standard deviation of its logarithm
   */
  record Defects(String name, double median, double spread) {}

  /**
   * What goes wrong.
   *
   * @param defects the share of defects among the images
   * @param judgedFalse the share of the defects above the threshold that are judged false
   * @param oneCamera whether the defects are images of one camera
   */
  record Mistake(String name, double defects, double judgedFalse, boolean oneCamera) {}

  private final Calibration model;
  private final float[] distances;
  private final double threshold;
  private final Random random;
  private final Change change;
  private final List<HistoryImage> images = new ArrayList<>();
  private final List<Incident> incidents = new ArrayList<>();

  /**
   * A harmless change since the training.
   *
   * @param factor the factor of all distances
   * @param cameras the standard deviation of the logarithm of a factor of each camera
   * @param noise the exponent of the distances in relation to their median: above 1, they scatter
   *     more
   */
  record Change(String name, double factor, double cameras, double noise) {
    static final Change NONE = new Change("nothing", 1, 0, 1);
  }

  PoisonedPlant(Calibration model, long seed) {
    this(model, seed, Change.NONE);
  }

  PoisonedPlant(Calibration model, long seed, Change change) {
    this.change = change;
    this.model = model;
    this.distances = model.distances();
    this.threshold = model.threshold(RATE).distance();
    this.random = new Random(seed);
  }

  /** Lets the plant run, and recalibrates. */
  Recalibration run(Defects kind, Mistake mistake) {
    double[] factors = new double[CAMERAS];
    for (int camera = 0; camera < CAMERAS; camera++) {
      factors[camera] = change.factor() * Math.exp(change.cameras() * random.nextGaussian());
    }
    for (int i = 0; i < IMAGES; i++) {
      for (int camera = 0; camera < CAMERAS; camera++) {
        double share =
            mistake.oneCamera() ? (camera == 0 ? mistake.defects() : 0) : mistake.defects();
        boolean isDefect = random.nextDouble() < share;
        float distance = isDefect ? defect(kind) : changed(normal(), factors[camera]);
        add("cam-" + camera, i, distance, verdict(isDefect, mistake));
      }
    }
    return Recalibration.of(
        model,
        images,
        new JudgedTimes(incidents),
        Map.of(),
        new RecalibrationWish(
            RATE,
            threshold,
            BEGIN,
            BEGIN.plusSeconds(IMAGES),
            Duration.ofSeconds(IMAGES),
            1,
            new RaisingRule(1, 1),
            BEGIN.minusSeconds(1),
            false));
  }

  private Verdict verdict(boolean isDefect, Mistake mistake) {
    return isDefect && random.nextDouble() >= mistake.judgedFalse() ? Verdict.REAL : Verdict.FALSE;
  }

  private void add(String camera, int second, float distance, Verdict verdict) {
    Instant at = BEGIN.plusSeconds(second);
    int offset = images.size();
    images.add(new HistoryImage(camera, at, 0, offset, "sha-" + offset, distance, true));
    if (distance > threshold) {
      incidents.add(
          JudgedIncidents.of("id-" + offset, camera, IncidentKind.ANOMALY, at, at, verdict));
    }
  }

  /** A distance between two neighbours of the calibration distances, chosen at random. */
  private float normal() {
    double place = random.nextDouble() * (distances.length - 1);
    int below = (int) place;
    return (float) (distances[below] + (place - below) * (distances[below + 1] - distances[below]));
  }

  private float changed(float distance, double factor) {
    double median = model.quantile(0.5);
    return (float) (factor * median * Math.pow(distance / median, change.noise()));
  }

  private float defect(Defects kind) {
    return (float) (threshold * kind.median() * Math.exp(kind.spread() * random.nextGaussian()));
  }

  /** The share of the images above a threshold. */
  double alarmRate(double limit) {
    return (double) images.stream().filter(image -> image.distance() > limit).count()
        / images.size();
  }

  double threshold() {
    return threshold;
  }

  /** The share of further defects above a threshold. */
  double recall(Defects kind, double limit) {
    int found = 0;
    for (int i = 0; i < FRESH; i++) {
      found += defect(kind) > limit ? 1 : 0;
    }
    return (double) found / FRESH;
  }
}
