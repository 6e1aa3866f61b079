package dev.kizuki.stream.camera;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * The limits for the health of a camera. Messages of the constructor begin with the name of the
 * component.
 *
 * @param troubles the troubles that are looked for; empty turns the health of cameras off
 * @param silentAfter the shortest silence that counts, whatever the rhythm of the camera
 * @param silentFactor a camera is silent after this multiple of its usual longest gap
 * @param darkBelow the mean brightness, 0 to 255, below which a picture without contrast is dark
 * @param brightAbove the mean brightness, 0 to 255, above which a picture without contrast is
 *     bright
 * @param brightnessFactor a picture is dark below this share of the usual brightness, and bright
 *     above the same share of the way to white; 0 to 1, where 0 leaves the absolute limits only
 * @param sharpnessFactor a picture is blurred below this share of the usual sharpness, 0 to 1
 * @param tolerance a value must also differ from the usual one by this multiple of the usual
 *     deviation; a greater number finds less
 * @param confirmPictures the number of measured pictures in a row that confirm or end a trouble;
 *     four times as many confirm {@link Trouble#MOVED}
 * @param confirmAfter the shortest time in which a trouble is confirmed
 * @param burnIn the number of measured pictures before learned limits apply
 * @param follow the time in which the usual values follow a change of the light
 */
public record CameraLimits(
    Set<Trouble> troubles,
    Duration silentAfter,
    double silentFactor,
    double darkBelow,
    double brightAbove,
    double brightnessFactor,
    double sharpnessFactor,
    double tolerance,
    int confirmPictures,
    Duration confirmAfter,
    int burnIn,
    Duration follow) {
  /** The limits that suit most cameras. */
  public static final CameraLimits DEFAULT =
      new CameraLimits(
          EnumSet.allOf(Trouble.class),
          Duration.ofSeconds(30),
          4,
          12,
          243,
          0.5,
          0.7,
          5,
          3,
          Duration.ofSeconds(2),
          20,
          Duration.ofMinutes(10));

  private static final double WHITE = 255;

  /**
   * @throws IllegalArgumentException if a value is out of its range
   */
  public CameraLimits {
    troubles = Set.copyOf(troubles);
    requireBetween("silentAfter", silentAfter, Duration.ofSeconds(1), Duration.ofDays(7));
    requireBetween("silentFactor", silentFactor, 1, 1000);
    requireBetween("darkBelow", darkBelow, 0, WHITE);
    requireBetween("brightAbove", brightAbove, 0, WHITE);
    require(
        darkBelow < brightAbove,
        "darkBelow must be below brightAbove (%s), was %s".formatted(brightAbove, darkBelow));
    requireBetween("brightnessFactor", brightnessFactor, 0, 1);
    requireBetween("sharpnessFactor", sharpnessFactor, 0, 1);
    requireBetween("tolerance", tolerance, 1, 1000);
    requireBetween("confirmPictures", confirmPictures, 1, 1000);
    requireBetween("confirmAfter", confirmAfter, Duration.ZERO, Duration.ofDays(1));
    requireBetween("burnIn", burnIn, 2, 100_000);
    requireBetween("follow", follow, Duration.ofSeconds(1), Duration.ofDays(7));
  }

  /** Returns whether a trouble is looked for. */
  public boolean looksFor(Trouble trouble) {
    return troubles.contains(trouble);
  }

  private static void requireBetween(String name, double value, double least, double most) {
    require(
        value >= least && value <= most,
        "%s must be between %s and %s, was %s"
            .formatted(name, plain(least), plain(most), plain(value)));
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static void requireBetween(String name, Duration value, Duration least, Duration most) {
    require(
        value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
        "%s must be between %s s and %s s, was %s s"
            .formatted(name, seconds(least), seconds(most), seconds(value)));
  }

  private static String seconds(Duration value) {
    return plain(value.toMillis() / 1e3);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
