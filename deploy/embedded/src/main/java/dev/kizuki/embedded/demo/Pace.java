package dev.kizuki.embedded.demo;

import java.time.Duration;

/**
 * The times of the images. The script's time follows from the number of the image and from nothing
 * else, so a slow machine publishes the same images.
 *
 * @param rate images a second, over all cameras
 * @param speed the script's seconds for each second
 */
record Pace(double rate, double speed) {
  /** A run of a few images plays the whole script once, faster. */
  static Pace of(CameraSettings settings, Script script) {
    double seconds = settings.images() / settings.rate();
    return new Pace(settings.rate(), Math.max(1, script.length().toSeconds() / seconds));
  }

  /** Returns the time at which an image is due, since the first one. */
  Duration due(long image) {
    return Duration.ofNanos((long) (image / rate * 1e9));
  }

  /** Returns the time of the script for an image. */
  Duration scriptTime(long image) {
    return Duration.ofNanos((long) (image / rate * speed * 1e9));
  }
}
