package dev.kizuki.stream.replay;

/**
 * The counts of alerts that were raised, and of those that would have been raised.
 *
 * @param images the images, rejected ones too
 * @param rejected the images that the model of the replay cannot score
 * @param heldBack the alerts of the replay that raise no incident, because the camera was at fault
 * @param wasAlerts the alerts of the service
 * @param wouldAlerts the alerts of the replay
 * @param bothAlerts the images with an alert of both
 * @param wasIncidents the incidents about products of the service
 * @param wouldIncidents the incidents about products of the replay
 */
public record Tally(
    long images,
    long rejected,
    long heldBack,
    long wasAlerts,
    long wouldAlerts,
    long bothAlerts,
    long wasIncidents,
    long wouldIncidents) {
  /** Nothing. */
  public static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0, 0, 0);

  /** The sum of both. */
  public Tally plus(Tally other) {
    return new Tally(
        images + other.images,
        rejected + other.rejected,
        heldBack + other.heldBack,
        wasAlerts + other.wasAlerts,
        wouldAlerts + other.wouldAlerts,
        bothAlerts + other.bothAlerts,
        wasIncidents + other.wasIncidents,
        wouldIncidents + other.wouldIncidents);
  }

  /** The images on which the service and the replay disagree. */
  public long different() {
    return wasAlerts + wouldAlerts - 2 * bothAlerts;
  }
}
