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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A history of scored images for tests. One image comes each second. The distances of normal images
 * are normal around 10, with a deviation of 1; the model's threshold is their quantile for 1 %.
 */
final class TestHistory {
  static final Instant BEGIN = Instant.parse("2026-01-02T00:00:00Z");
  static final double RATE = 0.01;
  static final double THRESHOLD = 12.33;

  final List<HistoryImage> images = new ArrayList<>();
  final List<Incident> incidents = new ArrayList<>();
  final Map<String, Float> worst = new HashMap<>();
  RaisingRule rule = new RaisingRule(1, 1);
  Instant incidentsSince = BEGIN.minusSeconds(1);
  private final Random random;
  private final Map<String, Integer> seconds = new HashMap<>();

  TestHistory(long seed) {
    random = new Random(seed);
  }

  static Instant at(int second) {
    return BEGIN.plusSeconds(second);
  }

  float normal() {
    return (float) (10 + random.nextGaussian());
  }

  /** Adds normal images of a device. */
  TestHistory normals(String device, int count) {
    for (int i = 0; i < count; i++) {
      add(device, normal());
    }
    return this;
  }

  /** Adds an image one second after the last one of the device. Returns its second. */
  int add(String device, float distance) {
    int second = seconds.merge(device, 1, Integer::sum) - 1;
    images.add(image(device, second, distance, "sha-" + images.size()));
    return second;
  }

  HistoryImage image(String device, int second, float distance, String sha256) {
    return new HistoryImage(device, at(second), 0, images.size(), sha256, distance, true);
  }

  /** Adds images and the incident that they raise. */
  TestHistory incident(
      String id, String device, @Nullable Verdict verdict, int count, double distance) {
    int from = seconds.getOrDefault(device, 0);
    for (int i = 0; i < count; i++) {
      add(device, (float) distance);
    }
    return judged(id, device, IncidentKind.ANOMALY, from, from + count - 1, verdict);
  }

  /** Adds an incident without images. */
  TestHistory judged(
      String id, String device, IncidentKind kind, int from, int to, @Nullable Verdict verdict) {
    incidents.add(JudgedIncidents.of(id, device, kind, at(from), at(to), verdict));
    return this;
  }

  JudgedTimes times() {
    return new JudgedTimes(incidents);
  }

  /** The calibration of the model: 999 normal distances. */
  static Calibration model() {
    TestHistory trained = new TestHistory(1);
    float[] distances = new float[999];
    for (int i = 0; i < distances.length; i++) {
      distances[i] = trained.normal();
    }
    return new Calibration(distances);
  }

  Recalibration recalibrate(double rate) {
    return recalibrate(model(), THRESHOLD, rate);
  }

  /** Recalibrates another model, whose threshold is that for 1 %. */
  Recalibration recalibrate(Calibration old, double rate) {
    return recalibrate(old, old.threshold(RATE).distance(), rate);
  }

  private Recalibration recalibrate(Calibration old, double threshold, double rate) {
    return Recalibration.of(
        old,
        images,
        times(),
        worst,
        new RecalibrationWish(
            rate,
            threshold,
            BEGIN,
            BEGIN.plus(Duration.ofDays(1)),
            Duration.ofDays(1),
            1,
            rule,
            incidentsSince,
            false));
  }

  Recalibration recalibrate() {
    return recalibrate(RATE);
  }
}
