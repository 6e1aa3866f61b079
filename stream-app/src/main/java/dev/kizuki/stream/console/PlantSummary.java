package dev.kizuki.stream.console;

import dev.kizuki.stream.feedback.Judged;
import dev.kizuki.stream.feedback.Precision;
import dev.kizuki.stream.feedback.Subject;
import dev.kizuki.stream.incident.DeviceStatus;
import dev.kizuki.stream.incident.Judgement.Verdict;
import dev.kizuki.stream.incident.ServiceStatus;
import dev.kizuki.stream.incident.ServiceStatus.ModelStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Computes the {@link Summary} of the plant. */
record PlantSummary(
    Instant now,
    Collection<KnownIncident> incidents,
    Collection<DeviceStatus> devices,
    Collection<InstanceReports> services,
    String outage) {
  private static final Duration HOUR = Duration.ofHours(1);

  Summary summary() {
    Set<String> grouped = new HashSet<>();
    incidents.forEach(incident -> grouped.addAll(incident.activeMembers()));
    int open = 0;
    int acknowledged = 0;
    int lastHour = 0;
    List<Verdict> verdicts = new ArrayList<>();
    Instant last = null;
    for (KnownIncident incident : incidents) {
      if (incident.isActive()) {
        open += incident.isShelved(now) || isGrouped(incident, grouped) ? 0 : 1;
        acknowledged += incident.isAcknowledged() ? 1 : 0;
      }
      lastHour += incident.raisedAt().isAfter(now.minus(HOUR)) ? 1 : 0;
      Judged judged = incident.judged();
      if (judged != null && judged.about() == Subject.PRODUCT) {
        verdicts.add(judged.verdict());
      }
      last = last == null || incident.raisedAt().isAfter(last) ? incident.raisedAt() : last;
    }
    List<InstanceReports> live = services.stream().filter(each -> each.isLive(now)).toList();
    String detail = detail(live);
    return new Summary(
        open,
        acknowledged,
        lastHour,
        devices.size(),
        (int) devices.stream().filter(device -> device.faults().isEmpty()).count(),
        live.isEmpty() ? null : live.stream().mapToLong(each -> each.status().images()).sum(),
        shareToday(live),
        promised(live),
        Precision.of(verdicts),
        greatest(live, ServiceStatus::latencyP99Ms),
        rate(live),
        lag(live),
        last,
        greatest(live, ServiceStatus::canaryAt),
        detail.isEmpty(),
        detail.isEmpty() ? "ready" : detail);
  }

  private static boolean isGrouped(KnownIncident incident, Set<String> grouped) {
    return incident.members().isEmpty() && grouped.contains(incident.device());
  }

  private String detail(List<InstanceReports> live) {
    if (!outage.isEmpty()) {
      return outage;
    }
    if (live.isEmpty()) {
      return "no instance of the service reports: start one with 'kizuki run', or look at its log";
    }
    return live.stream()
        .map(InstanceReports::status)
        .filter(status -> !status.ready())
        .map(status -> status.instance() + ": " + status.detail())
        .collect(Collectors.joining("; "));
  }

  private static @Nullable Double shareToday(List<InstanceReports> live) {
    long judged = live.stream().mapToLong(InstanceReports::judgedToday).sum();
    long anomalous = live.stream().mapToLong(InstanceReports::anomalousToday).sum();
    return judged <= 0 ? null : (double) anomalous / judged;
  }

  /** The mean over the models, weighted by the images that each has scored. */
  private static @Nullable Double promised(List<InstanceReports> live) {
    double sum = 0;
    double weights = 0;
    for (InstanceReports each : live) {
      for (ModelStatus model : each.status().models()) {
        sum += model.falseAlarmRate() * (model.scored() + 1);
        weights += model.scored() + 1;
      }
    }
    return weights == 0 ? null : sum / weights;
  }

  private static @Nullable Double rate(List<InstanceReports> live) {
    List<Double> rates = live.stream().map(InstanceReports::rate).filter(Objects::nonNull).toList();
    return rates.isEmpty() ? null : rates.stream().mapToDouble(Double::doubleValue).sum();
  }

  private static @Nullable Long lag(List<InstanceReports> live) {
    List<Long> lags =
        live.stream().map(each -> each.status().lag()).filter(lag -> lag >= 0).toList();
    return lags.isEmpty() ? null : lags.stream().mapToLong(Long::longValue).sum();
  }

  private static <T extends Comparable<T>> @Nullable T greatest(
      List<InstanceReports> live, Function<ServiceStatus, @Nullable T> value) {
    Stream<@Nullable T> values = live.stream().map(each -> value.apply(each.status()));
    return values.filter(Objects::nonNull).max(Comparator.naturalOrder()).orElse(null);
  }
}
