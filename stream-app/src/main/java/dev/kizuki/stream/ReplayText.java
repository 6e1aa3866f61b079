package dev.kizuki.stream;

import dev.kizuki.stream.incident.Judgement;
import dev.kizuki.stream.replay.ComparedIncident;
import dev.kizuki.stream.replay.DeviceResult;
import dev.kizuki.stream.replay.ReplayResult;
import dev.kizuki.stream.replay.Tally;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The result of a replay for people: what was raised beside what would have been raised. */
record ReplayText(ReplayResult result) {
  /** The sentences about what a replay does not do. */
  static final List<String> LEFT_OUT =
      List.of(
          "Faults of cameras are not looked for again: the faults that the service found hold images"
              + " back, as they did then.",
          "Incidents of lines (group) and silenced incidents are left out.",
          "The images before --from are not known, so the first incident of a device can begin later.");

  private static final int MOST_DEVICES = 20;
  private static final int MOST_INCIDENTS = 20;

  void print(PrintWriter out) {
    Tally total = result.total();
    out.printf(
        "images     %d of %d devices from %s to %s; %d rejected%n",
        total.images(), result.devices().size(), result.from(), result.to(), total.rejected());
    out.printf(
        "model      %s %s (sha256 %s), threshold %s%n",
        result.model().name(),
        result.model().version(),
        result.model().sha256().substring(0, Math.min(12, result.model().sha256().length())),
        result.threshold());
    if (result.limitedDevices() > 0) {
      out.printf(
          "limits     %d devices are judged with their own limit or that of their line, as it is now%n",
          result.limitedDevices());
    }
    out.printf("time       %.1f s, %.0f images/s%n%n", result.seconds(), result.imagesPerSecond());
    out.printf("%-22s %12s %12s%n", "", "was", "would be");
    row(out, "alerts", total.wasAlerts(), total.wouldAlerts());
    out.printf("  %d images raise an alert in both%n", total.bothAlerts());
    row(out, "incidents", total.wasIncidents(), total.wouldIncidents());
    if (total.heldBack() > 0) {
      out.printf(
          "  %d alerts raise no incident, because the camera was at fault%n", total.heldBack());
    }
    out.println();
    devices(out);
    incidents(out);
    notes(out);
  }

  private void row(PrintWriter out, String name, long was, long would) {
    out.printf("%-22s %12d %12d%n", name, was, would);
    Double wasPerDay = result.perDay(was);
    Double wouldPerDay = result.perDay(would);
    if (wasPerDay != null && wouldPerDay != null) {
      out.printf(Locale.ROOT, "%-22s %12.2f %12.2f%n", "  per day", wasPerDay, wouldPerDay);
    }
  }

  private void devices(PrintWriter out) {
    List<DeviceResult> shown =
        result.devices().stream()
            .sorted(
                Comparator.comparingLong((DeviceResult each) -> each.tally().different())
                    .reversed()
                    .thenComparing(DeviceResult::device))
            .limit(MOST_DEVICES)
            .toList();
    out.printf(
        "%-30s %9s %8s %8s %10s %8s%n",
        "device", "images", "alerts", "would", "incidents", "would");
    for (DeviceResult each : shown) {
      Tally tally = each.tally();
      out.printf(
          "%-30s %9d %8d %8d %10d %8d%n",
          each.device(),
          tally.images(),
          tally.wasAlerts(),
          tally.wouldAlerts(),
          tally.wasIncidents(),
          tally.wouldIncidents());
    }
    if (result.devices().size() > shown.size()) {
      out.printf(
          "... and %d more devices; --json has all%n", result.devices().size() - shown.size());
    }
    out.println();
  }

  private void incidents(PrintWriter out) {
    List<ComparedIncident> missed = result.missedReal();
    List<ComparedIncident> vanished = result.vanishedFalse();
    out.printf(
        "judged real: %d incidents, %d would be missed%n",
        missed.size() + result.judged(Judgement.Verdict.REAL, /* kept= */ true).size(),
        missed.size());
    list(out, missed);
    out.printf(
        "judged false: %d incidents, %d would not be raised%n",
        vanished.size() + result.judged(Judgement.Verdict.FALSE, /* kept= */ true).size(),
        vanished.size());
    list(out, vanished);
    long open = result.was().stream().filter(each -> each.judged() == null && !each.kept()).count();
    out.printf("judged by nobody: %d incidents would not be raised%n", open);
  }

  private static void list(PrintWriter out, List<ComparedIncident> incidents) {
    incidents.stream()
        .limit(MOST_INCIDENTS)
        .forEach(each -> out.printf("  %s  %s  %s%n", each.id(), each.raisedAt(), each.device()));
    if (incidents.size() > MOST_INCIDENTS) {
      out.printf("  ... and %d more; --json has all%n", incidents.size() - MOST_INCIDENTS);
    }
  }

  private void notes(PrintWriter out) {
    out.println();
    result.notes().forEach(note -> out.println("NOTE: " + note));
    if (result.alertsWithoutImage() > 0) {
      out.printf(
          "NOTE: Kafka no longer holds the image of %d alerts, so they are not counted%n",
          result.alertsWithoutImage());
    }
    LEFT_OUT.forEach(out::println);
  }
}
