package dev.kizuki.stream.recalibration;

import java.util.List;

/**
 * The rule that raises an incident: a number of anomalous images among the latest images of a
 * device.
 *
 * @param anomalies the anomalous images, at least 1
 * @param images the latest images, at least {@code anomalies}
 */
public record RaisingRule(int anomalies, int images) {
  /**
   * Returns whether images of an incident raise it. Images before the first one are not known. If
   * there are fewer images than the rule needs, all of them must be anomalous.
   *
   * @param distances the distances of the images of the incident, by time
   */
  boolean raises(List<Float> distances, double threshold) {
    int needed = Math.min(anomalies, Math.max(1, distances.size()));
    int found = 0;
    for (int i = 0; i < distances.size(); i++) {
      found += distances.get(i) > threshold ? 1 : 0;
      found -= i >= images && distances.get(i - images) > threshold ? 1 : 0;
      if (found >= needed) {
        return true;
      }
    }
    return false;
  }
}
