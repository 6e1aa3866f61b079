package dev.kizuki.stream.replay;

import dev.kizuki.scoring.Model;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.history.History;
import dev.kizuki.stream.history.HistoryReader;
import dev.kizuki.stream.history.ParallelJudge;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.lifecycle.ServiceException;
import dev.kizuki.stream.limit.KnownLimits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Judges the images of a span of time with a model, and compares the result with the alerts and the
 * incidents of that time. Incidents about products follow the rule of the service.
 *
 * <p>It leaves out: faults of cameras are not found again, but the faults that the service found
 * hold images back as they did then; there are no incidents of lines and no shelving; the verdicts
 * before the span are unknown.
 */
public final class Replay {
  private final ReplaySettings settings;
  private final HistoryReader reader;
  private final Collection<Incident> incidents;
  private final KnownLimits deviceLimits;

  /**
   * @param incidents all incidents of the topic of incidents, of any kind
   * @param deviceLimits the limits of devices, which count for a model with the same network; empty
   *     if one threshold counts for all devices
   */
  public Replay(
      ReplaySettings settings,
      HistoryReader reader,
      Collection<Incident> incidents,
      KnownLimits deviceLimits) {
    this.settings = settings;
    this.reader = reader;
    this.incidents = List.copyOf(incidents);
    this.deviceLimits = deviceLimits;
  }

  /**
   * Judges the images.
   *
   * @param reference the name, version and digest of the model
   * @throws ServiceException if Kafka does not answer, or holds no image of the devices
   */
  public ReplayResult run(Model model, ModelReference reference, HistoryReader.Progress progress) {
    long start = System.nanoTime();
    History images = reader.find(settings.imagesTopic(), settings.span());
    History alerts = reader.search(settings.anomaliesTopic(), settings.span());
    PastAlerts past =
        PastAlerts.read(
            reader,
            alerts,
            settings.devices(),
            settings.imagesTopic(),
            HistoryReader.Progress.NONE);
    DeviceLimits own =
        new DeviceLimits(
            deviceLimits,
            settings.line(),
            reference,
            model.graphSha256(),
            settings.threshold().falseAlarmRate());
    ReplayRun run = new ReplayRun(settings, past, new CameraFaults(incidents), own);
    try (ParallelJudge judge =
        new ParallelJudge(
            model, settings.threshold(), settings.limits(), settings.threads(), run::accept)) {
      reader.read(images, settings.devices(), progress, judge::judge);
      judge.finish();
    }
    List<String> notes = new ArrayList<>();
    images.missing().ifPresent(notes::add);
    alerts.missing().ifPresent(notes::add);
    return result(run, own, past.left(), reference, notes, (System.nanoTime() - start) / 1e9);
  }

  private ReplayResult result(
      ReplayRun run,
      DeviceLimits own,
      long alertsWithoutImage,
      ModelReference reference,
      List<String> notes,
      double seconds) {
    Instant first = run.first();
    Instant last = run.last();
    if (first == null || last == null) {
      throw new ServiceException(
          "no device of the topic '%s' matches --device from %s"
              .formatted(settings.imagesTopic(), settings.span()),
          null);
    }
    List<Incident> was = IncidentComparison.raised(incidents, settings.span(), settings.devices());
    List<ReplayedIncident> would = new ArrayList<>(run.incidents());
    would.sort(
        Comparator.comparing(ReplayedIncident::raisedAt).thenComparing(ReplayedIncident::device));
    Map<String, Tally> tallies = new TreeMap<>(run.tallies());
    was.forEach(each -> tallies.merge(each.device(), incidents(1, 0), Tally::plus));
    would.forEach(each -> tallies.merge(each.device(), incidents(0, 1), Tally::plus));
    return new ReplayResult(
        first,
        last,
        reference,
        settings.threshold().distance(),
        own.devices(),
        tallies.values().stream().reduce(Tally.NONE, Tally::plus),
        tallies.entrySet().stream()
            .map(each -> new DeviceResult(each.getKey(), each.getValue()))
            .toList(),
        IncidentComparison.compare(was, would),
        would,
        run.different(),
        alertsWithoutImage,
        notes,
        seconds);
  }

  private static Tally incidents(long was, long would) {
    return new Tally(0, 0, 0, 0, 0, 0, was, would);
  }
}
