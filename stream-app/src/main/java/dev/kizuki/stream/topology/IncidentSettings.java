package dev.kizuki.stream.topology;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.stream.camera.CameraLimits;
import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.Configuration.Drift;
import dev.kizuki.stream.config.Configuration.Incidents;
import dev.kizuki.stream.config.Configuration.Samples;
import dev.kizuki.stream.drift.DriftRules;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.limit.KnownLimits;
import dev.kizuki.stream.metrics.IncidentMetrics;
import java.net.URI;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The parts that incidents need. All stream threads share one object of this class.
 *
 * @param rules when incidents are raised and cleared
 * @param line gives the line of a device
 * @param cameras gives the limits of a device's camera
 * @param images the limits that images are decoded under
 * @param drift how the drift of a device is found; null if it is not searched for
 * @param source the CloudEvents source of every event
 * @param publicUrl the address of the page; empty if there is none
 * @param limits how devices learn limits; null if they learn none
 * @param samples the quota of the images that are kept by reference for training
 */
public record IncidentSettings(
    Incidents rules,
    UnaryOperator<String> line,
    Function<String, CameraLimits> cameras,
    ImageLimits images,
    @Nullable DriftRules drift,
    URI source,
    String publicUrl,
    Samples samples,
    @Nullable LimitSettings limits,
    IncidentMetrics metrics) {

  /** The settings of a configuration. */
  public static IncidentSettings of(
      Configuration configuration, URI source, IncidentMetrics metrics) {
    return new IncidentSettings(
        configuration.incidents(),
        configuration.metrics()::group,
        configuration.cameras()::limits,
        configuration.limits().image(),
        drift(configuration),
        source,
        configuration.http().publicUrl(),
        configuration.samples(),
        limits(configuration),
        metrics);
  }

  private static @Nullable LimitSettings limits(Configuration configuration) {
    return configuration.deviceLimits().enabled()
        ? new LimitSettings(configuration.deviceLimits().burnIn(), new KnownLimits())
        : null;
  }

  private static @Nullable DriftRules drift(Configuration configuration) {
    Drift drift = configuration.drift();
    return drift.enabled()
        ? new DriftRules(drift.every(), drift.tolerance(), drift.falseAlarmsPerYear())
        : null;
  }

  /** The page of an incident; null if the configuration has no public address. */
  @Nullable String link(Incident incident) {
    return publicUrl.isEmpty() ? null : publicUrl + "/incidents/" + incident.id();
  }
}
