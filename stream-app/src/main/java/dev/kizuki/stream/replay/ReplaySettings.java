package dev.kizuki.stream.replay;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.model.Threshold;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.Configuration.Incidents;
import dev.kizuki.stream.event.DevicePattern;
import dev.kizuki.stream.history.TimeSpan;
import java.util.function.UnaryOperator;

/**
 * The settings of a replay.
 *
 * @param imagesTopic the topic of images
 * @param anomaliesTopic the topic of alerts
 * @param devices the devices whose images are judged
 * @param threshold the threshold of the replay
 * @param limits the limits of images
 * @param maxDeviceNameBytes the longest name of a device, in bytes of UTF-8
 * @param rules when incidents are raised and cleared
 * @param line gives the line of a device
 * @param threads the number of threads that judge images
 */
public record ReplaySettings(
    String imagesTopic,
    String anomaliesTopic,
    TimeSpan span,
    DevicePattern devices,
    Threshold threshold,
    ImageLimits limits,
    int maxDeviceNameBytes,
    Incidents rules,
    UnaryOperator<String> line,
    int threads) {
  public ReplaySettings {
    if (threads < 1) {
      throw new IllegalArgumentException("--threads must be at least 1, was " + threads);
    }
  }

  /** The settings that a configuration gives. */
  public static ReplaySettings of(
      Configuration configuration,
      TimeSpan span,
      DevicePattern devices,
      Threshold threshold,
      int threads) {
    return new ReplaySettings(
        configuration.topics().images(),
        configuration.topics().anomalies(),
        span,
        devices,
        threshold,
        configuration.limits().image(),
        configuration.limits().maxDeviceNameBytes(),
        configuration.incidents(),
        configuration.metrics()::group,
        threads);
  }
}
