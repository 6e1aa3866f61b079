package dev.kizuki.stream.metrics;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.OptionalDouble;

/** Metrics of the tests for drift, by group of devices. */
final class DriftMetrics {
  private final MeterRegistry registry;
  private final LimitedSeries<Group> groups;

  /** The meters of one group. */
  private record Group(
      DistributionSummary pValues, DistributionSummary levels, DistributionSummary shifts) {}

  /**
   * @param mostGroups the most groups that get time series of their own
   */
  DriftMetrics(MeterRegistry registry, int mostGroups) {
    this.registry = registry;
    this.groups = new LimitedSeries<>(mostGroups, this::meters);
  }

  /**
   * Records an image that counted.
   *
   * @param level the evidence for a drift of its device, at least 1 for a drift
   * @param shift the shift of the mean latent code in standard deviations, if it is known
   */
  void tested(String group, double pValue, double level, OptionalDouble shift) {
    Group meters = groups.of(group);
    meters.pValues.record(pValue);
    meters.levels.record(level);
    shift.ifPresent(meters.shifts::record);
  }

  private Group meters(String group) {
    return new Group(
        DistributionSummary.builder("kizuki.drift.p.value")
            .tag("group", group)
            .description(
                "p-values of normal images against the burn-in of their device; the mean is 0.5"
                    + " without drift")
            .register(registry),
        DistributionSummary.builder("kizuki.drift.level")
            .tag("group", group)
            .description(
                "The evidence for a drift of a device, 1 raises an incident; the max is of the last"
                    + " minutes")
            .register(registry),
        DistributionSummary.builder("kizuki.drift.latent.shift")
            .tag("group", group)
            .description(
                "The shift of the mean latent code of a device's normal images since its burn-in,"
                    + " in standard deviations of single images; the max is of the last minutes")
            .register(registry));
  }
}
