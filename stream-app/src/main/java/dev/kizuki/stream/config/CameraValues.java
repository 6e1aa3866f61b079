package dev.kizuki.stream.config;

import dev.kizuki.stream.camera.CameraLimits;
import dev.kizuki.stream.camera.Trouble;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The limits of cameras, as the configuration gives them. A value that is null keeps the value of
 * the limits that these replace. {@link CameraLimits} explains each value.
 */
public record CameraValues(
    @Nullable Set<Trouble> troubles,
    @Nullable Duration silentAfter,
    @Nullable Double silentFactor,
    @Nullable Double darkBelow,
    @Nullable Double brightAbove,
    @Nullable Double brightnessFactor,
    @Nullable Double sharpnessFactor,
    @Nullable Double tolerance,
    @Nullable Integer confirmPictures,
    @Nullable Duration confirmAfter,
    @Nullable Integer burnIn,
    @Nullable Duration follow) {

  /**
   * Puts these values in the place of others.
   *
   * @param key the key of these values in the configuration, for the message
   * @throws ConfigurationException if a value is out of its range
   */
  CameraLimits over(CameraLimits base, String key) {
    try {
      return new CameraLimits(
          or(troubles, base.troubles()),
          or(silentAfter, base.silentAfter()),
          or(silentFactor, base.silentFactor()),
          or(darkBelow, base.darkBelow()),
          or(brightAbove, base.brightAbove()),
          or(brightnessFactor, base.brightnessFactor()),
          or(sharpnessFactor, base.sharpnessFactor()),
          or(tolerance, base.tolerance()),
          or(confirmPictures, base.confirmPictures()),
          or(confirmAfter, base.confirmAfter()),
          or(burnIn, base.burnIn()),
          or(follow, base.follow()));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(key + "." + e.getMessage(), e);
    }
  }

  private static <T> T or(@Nullable T value, T other) {
    return value == null ? other : value;
  }
}
