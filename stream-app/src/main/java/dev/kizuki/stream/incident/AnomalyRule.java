package dev.kizuki.stream.incident;

import dev.kizuki.stream.config.Configuration.Incidents;

/**
 * The rule by which an incident about the products of one device is raised and cleared. It reads no
 * clock and keeps nothing, so the service and the replay of history use the same one.
 *
 * @param rules the configuration of incidents
 */
public record AnomalyRule(Incidents rules) {
  /**
   * Returns whether an anomalous image raises an incident.
   *
   * @param recent the latest verdicts, with the one on this image
   */
  public boolean raises(RecentVerdicts recent) {
    return raises(recent.anomalousOf(rules.images()));
  }

  /**
   * Returns whether an anomalous image raises an incident.
   *
   * @param anomalous the anomalous images among the latest {@code incidents.images}, with this one
   */
  public boolean raises(int anomalous) {
    return anomalous >= rules.anomalies();
  }

  /** Returns whether an image with this score keeps an incident from being cleared. */
  public boolean isAbove(double score) {
    return score > rules.clearBelow();
  }

  /**
   * Returns whether an image that is not above the lower limit clears an incident.
   *
   * @param lastMs the last image above the lower limit, or the last one of the incident; the later
   *     one; milliseconds since 1970
   * @param atMs the arrival of the image, milliseconds since 1970
   */
  public boolean clears(long lastMs, long atMs) {
    return atMs - lastMs >= rules.clearAfter().toMillis();
  }

  /**
   * Returns whether the silence of a device clears its incident.
   *
   * @param judgedMs when its last image was judged, milliseconds since 1970
   */
  public boolean isQuiet(long judgedMs, long nowMs) {
    return nowMs - judgedMs >= rules.clearAfter().toMillis();
  }
}
