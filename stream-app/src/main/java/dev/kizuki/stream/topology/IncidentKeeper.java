package dev.kizuki.stream.topology;

import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.camera.Picture;
import dev.kizuki.stream.event.ImageEvent;
import dev.kizuki.stream.event.ModelVerdict;
import dev.kizuki.stream.incident.HeldBack;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentChange;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.incident.IncidentLife;
import dev.kizuki.stream.incident.Judgement;
import dev.kizuki.stream.incident.LineMember;
import dev.kizuki.stream.incident.OperatorAction;
import dev.kizuki.stream.incident.Sighting;
import dev.kizuki.stream.limit.LimitAction;
import dev.kizuki.stream.metrics.IncidentMetrics.ActionOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Makes incidents out of the verdicts of one task, applies the operators' actions to them, and
 * writes the status of the devices. A normal image changes only the heap. Not thread-safe.
 */
final class IncidentKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(IncidentKeeper.class);
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration SWEEP = Duration.ofHours(1);
  private static final long REMEMBER_MS = Duration.ofMinutes(1).toMillis();

  private final IncidentSettings settings;
  private final ProcessorContext<String, byte[]> context;
  private final KeyValueStore<String, byte[]> incidents;
  private final WatchedDevices devices;
  private final IncidentWriter writer;
  private final ProductIncidents products;
  private final DriftIncidents drifts;
  private final CameraIncidents cameras;
  private final LineIncidents lines;
  private final DeviceStatuses statuses;
  private final OpeningPicture opening;
  private final IncidentActions actions;
  private final ImageSamples samples;
  private final @Nullable LimitKeeper limits;

  /** The ids of the cleared incidents whose last event is written again. */
  private final List<String> uncertain = new ArrayList<>();

  private final long startedMs;

  /** Keeps incidents, and the limits of the devices if there are limits. */
  IncidentKeeper(
      IncidentSettings settings,
      ProcessorContext<String, byte[]> context,
      @Nullable LimitKeeper limits) {
    this(settings, context, limits == null ? BurnIns.NONE : limits, limits);
  }

  IncidentKeeper(
      IncidentSettings settings,
      ProcessorContext<String, byte[]> context,
      BurnIns burnIns,
      @Nullable LimitKeeper limits) {
    this.limits = limits;
    this.settings = settings;
    this.context = context;
    incidents = context.getStateStore(AnomalyTopology.INCIDENT_STORE);
    devices = new WatchedDevices(settings, context.getStateStore(AnomalyTopology.DEVICE_STORE));
    writer = new IncidentWriter(context, incidents, settings);
    products = new ProductIncidents(settings, writer);
    drifts = new DriftIncidents(settings, writer, burnIns);
    cameras = new CameraIncidents(settings, writer, products, drifts);
    lines = new LineIncidents(settings, writer, context.getStateStore(AnomalyTopology.LINE_STORE));
    statuses = new DeviceStatuses(context);
    opening = new OpeningPicture(settings.images());
    actions = new IncidentActions(settings, writer, devices, cameras, drifts, lines);
    samples = new ImageSamples(settings.samples(), context, new SplittableRandom());
    startedMs = context.currentSystemTimeMs();
    restore();
    context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, this::tick);
    context.schedule(SWEEP, PunctuationType.WALL_CLOCK_TIME, this::sweep);
  }

  private void restore() {
    devices.all().forEach(this::requireLatestIncident);
    LastChanges changes = new LastChanges();
    try (KeyValueIterator<String, byte[]> all = incidents.all()) {
      all.forEachRemaining(each -> restore(IncidentJson.read(each.value, Incident.class), changes));
    }
    uncertain.addAll(changes.uncertain());
  }

  /** If a crash lost the latest incident of a device, its images count when they are read again. */
  private void requireLatestIncident(WatchedDevice device) {
    String latest = device.latest.get(IncidentKind.ANOMALY);
    if (latest != null && writer.find(latest).isEmpty()) {
      device.forgetThrough();
    }
  }

  private void restore(Incident incident, LastChanges changes) {
    changes.add(incident);
    WatchedDevice known = devices.known(incident.device());
    if (known != null && incident.kind() == IncidentKind.ANOMALY && incident.image() != null) {
      // a crash can keep the incident and lose what was known of its device
      known.atLeastThrough(incident.image().offset(), incident.lastSeen().toEpochMilli());
    }
    actions.restore(incident);
    writer.countVerdict(incident);
    if (incident.active()) {
      writer.restore(incident);
      if (incident.kind() != IncidentKind.GROUP) {
        // its last changes may have had no event before the crash
        devices.get(incident.device()).change(incident);
      }
    }
  }

  /** Returns the verdict under the limit of the device, which may differ from the model's. */
  ModelVerdict limited(String device, ModelVerdict verdict) {
    return limits == null ? verdict : limits.judge(devices.get(device), verdict);
  }

  /**
   * Takes the verdict on an image of a device into account.
   *
   * @param alert the event of an anomalous image; null for every other image, and for one that MQTT
   *     delivered before
   */
  void judged(
      Record<String, byte[]> image,
      RecordMetadata place,
      ModelVerdict verdict,
      @Nullable ImageEvent alert) {
    long atMs = image.timestamp();
    WatchedDevice device = devices.get(image.key());
    device.camera.arrived(atMs);
    device.judgedMs = verdict.scoredAt().toEpochMilli();
    device.last = new WatchedDevice.Latest(image, place, verdict);
    device.hasNews = true;
    device.images++;
    if (!(verdict.verdict() instanceof Verdict.Scored scored)) {
      return;
    }
    boolean anomalous = alert != null;
    double score = scored.score().relative();
    device.verdicts.add(anomalous);
    device.history.add(atMs, score);
    boolean changed = products.scored(device, score, atMs);
    Picture picture = verdict.picture();
    if (picture == null && anomalous && isOpening(device)) {
      picture = opening.of(image.value());
    }
    if (picture != null) {
      changed |=
          cameras.measured(
              device, picture, anomalous, atMs, () -> statuses.reference(image, place));
    }
    if (scored instanceof Verdict.Normal) {
      samples.offer(device, atMs, scored.score(), verdict, () -> statuses.reference(image, place));
    }
    if (alert != null && !device.knows(place.offset(), atMs)) {
      device.anomalous++;
      anomalous(device, sighting(alert.data()));
      device.through(place.offset(), atMs);
      changed = true;
    }
    if (limits != null) {
      limits.learn(
          device,
          verdict,
          scored.score(),
          atMs,
          place.offset(),
          () -> statuses.reference(image, place));
    }
    if (scored instanceof Verdict.Normal) {
      changed |=
          drifts.normal(
              device,
              scored.score(),
              verdict.latent(),
              atMs,
              () -> statuses.reference(image, place));
    }
    if (changed) {
      devices.remember(device);
    }
  }

  /** Returns whether an anomalous image may raise an incident about the product. */
  private static boolean isOpening(WatchedDevice device) {
    return device.suspectedMs == 0
        && !device.isSick()
        && !device.active.containsKey(IncidentKind.ANOMALY);
  }

  private void anomalous(WatchedDevice device, Sighting sighting) {
    int anomalous = device.verdicts.anomalousOf(settings.rules().images());
    if (device.isSick()) {
      device.active.values().stream()
          .filter(incident -> incident.kind().isCamera())
          .findFirst()
          .ifPresent(
              incident -> {
                Incident counted = IncidentLife.holdBack(incident, 1);
                writer.keep(counted);
                device.change(counted);
                settings.metrics().heldBack(1);
              });
    } else if (device.suspectedMs != 0) {
      device.heldBack.add(new HeldBack(sighting, anomalous));
    } else {
      products.anomalous(device, sighting, anomalous);
    }
  }

  private static Sighting sighting(ImageEvent.Data data) {
    return new Sighting(
        data.receivedAt(),
        data.score(),
        data.distance(),
        data.threshold(),
        data.pValue(),
        data.model(),
        data.image());
  }

  /**
   * Applies a record of the topic of operators' actions. A record that is wrong changes nothing.
   */
  void action(Record<String, byte[]> record) {
    try {
      if (record.headers().lastHeader(IncidentWriter.MEMBER) != null) {
        lines.member(record.key(), IncidentJson.read(record.value(), LineMember.class));
      } else {
        Instant now = Instant.ofEpochMilli(context.currentSystemTimeMs());
        settings.metrics().action(apply(record, now));
      }
    } catch (JacksonException | IllegalArgumentException e) {
      settings.metrics().action(ActionOutcome.MALFORMED);
      LOG.atWarn()
          .addKeyValue("key", record.key())
          .log("an operator's action cannot be read and is ignored: {}", e.getMessage());
    }
  }

  private ActionOutcome apply(Record<String, byte[]> record, Instant now) {
    if (record.headers().lastHeader(LimitAction.HEADER) != null) {
      LimitAction action = IncidentJson.read(record.value(), LimitAction.class);
      return limits == null
          ? ActionOutcome.UNKNOWN
          : limits.apply(devices.known(record.key()), action, now);
    }
    OperatorAction action = IncidentJson.read(record.value(), OperatorAction.class);
    ActionOutcome outcome = actions.apply(record.key(), action, now);
    if (limits != null
        && outcome == ActionOutcome.APPLIED
        && action.verdict() == Judgement.Verdict.REAL) {
      writer
          .find(action.incident())
          .ifPresent(incident -> limits.judgedReal(devices.get(incident.device()), incident));
    }
    return outcome;
  }

  private void tick(long nowMs) {
    for (WatchedDevice device : devices.all()) {
      boolean changed = products.clearIfQuiet(device, nowMs, startedMs);
      changed |= drifts.clearIfQuiet(device, nowMs, startedMs);
      changed |= cameras.checkSilence(device, nowMs, startedMs);
      changed |= cameras.releaseWithoutDiagnosis(device, nowMs);
      publishChanges(device, nowMs);
      if (limits != null) {
        limits.tick(device, nowMs);
      }
      device.hasNews |= changed;
      if (changed || (device.hasNews && nowMs >= device.remembersAtMs)) {
        device.remembersAtMs = nowMs + REMEMBER_MS;
        devices.remember(device);
      }
      statuses.write(device, nowMs);
    }
    publishUncertain(Instant.ofEpochMilli(nowMs));
    actions.endShelvings(Instant.ofEpochMilli(nowMs));
    samples.endPeriods(nowMs);
  }

  private void publishUncertain(Instant now) {
    for (String id : uncertain) {
      writer.find(id).ifPresent(incident -> publishAgain(incident, now));
    }
    uncertain.clear();
  }

  private void publishAgain(Incident cleared, Instant now) {
    writer.publish(cleared, IncidentChange.UPDATED, now);
    if (cleared.kind() != IncidentKind.GROUP) {
      writer.tellLine(cleared, false, now);
    }
  }

  /** Writes at most one event a second for each incident that changed. */
  private void publishChanges(WatchedDevice device, long nowMs) {
    if (device.changed.isEmpty()) {
      return;
    }
    for (IncidentKind kind : device.changed) {
      Incident incident = device.active.get(kind);
      if (incident != null) {
        writer.write(incident, IncidentChange.UPDATED, Instant.ofEpochMilli(nowMs));
      }
    }
    device.changed.clear();
  }

  /** Forgets incidents and devices that had no news for the time that incidents are kept. */
  private void sweep(long nowMs) {
    long oldestMs = nowMs - settings.rules().keep().toMillis();
    List<String> old = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all = incidents.all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> each = all.next();
        Incident incident = IncidentJson.read(each.value, Incident.class);
        Instant cleared = incident.clearedAt();
        if (cleared != null && cleared.toEpochMilli() < oldestMs) {
          old.add(each.key);
          writer.discountVerdict(incident);
        }
      }
    }
    old.forEach(incidents::delete);
    List<String> forgotten = devices.forgetBefore(oldestMs);
    if (limits != null) {
      forgotten.forEach(limits::forget);
    }
  }

  /** Takes the incidents of this task out of the metrics, because another task may take over. */
  void close() {
    writer.close();
  }
}
