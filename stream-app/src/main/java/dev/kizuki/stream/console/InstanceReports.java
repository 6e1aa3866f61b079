package dev.kizuki.stream.console;

import dev.kizuki.stream.incident.ServiceStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rate and today's counts of one instance, from its latest records. */
final class InstanceReports {
  private final ZoneId zone;
  private ServiceStatus status;
  private @Nullable Double rate;

  /** The counts at the first record of today; zero if the instance started today. */
  private LocalDate day;

  private long imagesBefore;
  private long anomalousBefore;

  InstanceReports(ServiceStatus first, ZoneId zone) {
    this.zone = zone;
    status = first;
    day = dayOf(first.at());
    beginDay(first, dayOf(first.startedAt()).equals(day) ? null : first);
  }

  private LocalDate dayOf(Instant at) {
    return LocalDate.ofInstant(at, zone);
  }

  private void beginDay(ServiceStatus now, @Nullable ServiceStatus before) {
    day = dayOf(now.at());
    imagesBefore = before == null ? 0 : judged(before);
    anomalousBefore = before == null ? 0 : before.anomalous();
  }

  private static long judged(ServiceStatus status) {
    return status.images() - status.rejected();
  }

  void update(ServiceStatus next) {
    boolean restarted = !next.startedAt().equals(status.startedAt());
    long ms = Duration.between(status.at(), next.at()).toMillis();
    if (restarted) {
      rate = null;
    } else if (ms > 0) {
      rate = (next.images() - status.images()) * 1000.0 / ms;
    }
    if (restarted) {
      beginDay(next, null);
    } else if (!dayOf(next.at()).equals(day)) {
      beginDay(next, status);
    }
    status = next;
  }

  ServiceStatus status() {
    return status;
  }

  boolean isLive(Instant now) {
    return status.isLive(now);
  }

  /** Images a second between the last two records; null if there is only one. */
  @Nullable Double rate() {
    return rate;
  }

  /** Images that could be scored today, as far as the console saw. */
  long judgedToday() {
    return judged(Objects.requireNonNull(status)) - imagesBefore;
  }

  long anomalousToday() {
    return status.anomalous() - anomalousBefore;
  }
}
