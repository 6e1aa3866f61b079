package dev.kizuki.embedded.demo;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Says which trouble a camera has at which time. The script begins again when its length has
 * passed.
 *
 * @param length the time after which the script begins again
 * @param episodes the troubles; those of one camera do not overlap
 */
record Script(Duration length, List<Episode> episodes) {
  /** The time for which a camera counts as sick after its trouble has ended. */
  static final Duration RECOVERY = Duration.ofSeconds(15);

  Script {
    episodes = List.copyOf(episodes);
    for (Episode episode : episodes) {
      if (episode.end().compareTo(length) > 0) {
        throw new IllegalArgumentException(
            "the episode '%s' of %s ends after the script"
                .formatted(episode.trouble(), episode.device()));
      }
    }
  }

  /** A trouble at a moment, and the share of its duration that has passed, 0 to 1. */
  record Moment(Trouble trouble, double progress) {}

  /**
   * Returns the trouble of a camera.
   *
   * @param time the time since the demo began
   */
  Optional<Moment> at(String device, Duration time) {
    Duration place = Duration.ofNanos(Math.floorMod(time.toNanos(), length.toNanos()));
    return episodes.stream()
        .filter(episode -> episode.device().equals(device) && episode.lastsAt(place))
        .findFirst()
        .map(episode -> new Moment(episode.trouble(), episode.progress(place)));
  }

  /** Returns whether a camera is sick, or was sick until a short time ago. */
  boolean isSick(String device, Duration time) {
    Duration place = Duration.ofNanos(Math.floorMod(time.toNanos(), length.toNanos()));
    return episodes.stream()
        .filter(episode -> episode.trouble().isOfCamera() && episode.device().equals(device))
        .anyMatch(
            episode ->
                place.compareTo(episode.start()) >= 0
                    && place.compareTo(episode.end().plus(RECOVERY)) < 0);
  }

  /** Returns the script of the demo. The first 15 seconds are normal. */
  static Script ofTheDemo() {
    return new Script(
        Duration.ofSeconds(200),
        List.of(
            episode("line1-camera2", Trouble.WEAR, 15, 75),
            episode("line2-camera3", Trouble.BURST, 30, 15),
            episode("line3-camera1", Trouble.DARK, 50, 40),
            episode("line2-camera1", Trouble.FROZEN, 85, 40),
            episode("line3-camera4", Trouble.SILENT, 120, 60)));
  }

  private static Episode episode(String device, Trouble trouble, int start, int seconds) {
    return new Episode(device, trouble, Duration.ofSeconds(start), Duration.ofSeconds(seconds));
  }
}
