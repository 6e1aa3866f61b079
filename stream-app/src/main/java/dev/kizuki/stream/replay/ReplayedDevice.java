package dev.kizuki.stream.replay;

import dev.kizuki.stream.incident.AnomalyRule;
import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.incident.IncidentLife;
import dev.kizuki.stream.incident.RecentVerdicts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Raises and clears the incidents about the products of one device, by the rule of the service. Its
 * clock is the arrival of the images. Not thread-safe.
 */
final class ReplayedDevice {
  private final String name;
  private final AnomalyRule rule;
  private final RecentVerdicts verdicts = new RecentVerdicts();
  private final List<ReplayedIncident> cleared = new ArrayList<>();
  private @Nullable ReplayedIncident active;
  private long lastAboveMs = Long.MIN_VALUE;
  private long arrivedMs = Long.MIN_VALUE;

  ReplayedDevice(String name, AnomalyRule rule) {
    this.name = name;
    this.rule = rule;
  }

  /** Takes the arrival of an image into account, before its verdict. */
  void arrived(long atMs) {
    if (active != null && rule.isQuiet(arrivedMs, atMs)) {
      clear(arrivedMs + rule.rules().clearAfter().toMillis());
    }
    arrivedMs = Math.max(arrivedMs, atMs);
  }

  /**
   * Takes the score of an image into account.
   *
   * @param raisesAlert whether the image raises an alert
   * @param heldBack whether the camera was at fault, so that the image raises no incident
   * @param cause the place of the image, see {@link IncidentLife#cause}
   */
  void scored(double score, boolean raisesAlert, boolean heldBack, long atMs, String cause) {
    verdicts.add(raisesAlert);
    if (rule.isAbove(score)) {
      lastAboveMs = Math.max(lastAboveMs, atMs);
    } else if (active != null
        && rule.clears(Math.max(lastAboveMs, active.lastSeen().toEpochMilli()), atMs)) {
      clear(atMs);
    }
    if (raisesAlert && !heldBack) {
      anomalous(score, Instant.ofEpochMilli(atMs), cause);
    }
  }

  private void anomalous(double score, Instant at, String cause) {
    if (active != null) {
      active = active.with(at, score);
    } else if (rule.raises(verdicts)) {
      String id = IncidentLife.id(name, IncidentKind.ANOMALY, cause);
      int count = verdicts.anomalousOf(rule.rules().images());
      active = new ReplayedIncident(id, name, at, at, null, count, score);
    }
  }

  private void clear(long atMs) {
    if (active != null) {
      cleared.add(active.cleared(Instant.ofEpochMilli(atMs)));
      active = null;
    }
  }

  /** The incidents so far, in the order of their beginning. */
  List<ReplayedIncident> incidents() {
    List<ReplayedIncident> all = new ArrayList<>(cleared);
    if (active != null) {
      all.add(active);
    }
    return all;
  }
}
