package dev.kizuki.stream.topology;

import static java.util.Objects.requireNonNull;

import dev.kizuki.image.ImageLimits;
import dev.kizuki.scoring.Score;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.TestModels;
import dev.kizuki.stream.camera.CameraLimits;
import dev.kizuki.stream.camera.Picture;
import dev.kizuki.stream.config.Configuration.Incidents;
import dev.kizuki.stream.config.Configuration.Samples;
import dev.kizuki.stream.drift.BurnIn;
import dev.kizuki.stream.drift.DriftRules;
import dev.kizuki.stream.drift.LatentCode;
import dev.kizuki.stream.event.ImageEvent;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.event.LimitOwner;
import dev.kizuki.stream.event.ModelVerdict;
import dev.kizuki.stream.incident.DeviceStatus;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentEvent;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.incident.Judgement;
import dev.kizuki.stream.incident.LineMember;
import dev.kizuki.stream.incident.OperatorAction;
import dev.kizuki.stream.metrics.ServiceMetrics;
import dev.kizuki.stream.sample.ImageSample;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * An {@link IncidentKeeper} in memory, with a clock that stands still. Messages to other tasks come
 * back to this one, as if it had every partition.
 */
final class KeeperRun {
  static final Instant START = Instant.parse("2026-01-02T03:00:00Z");
  static final ModelReference MODEL = new ModelReference("parts", "1", "00");
  static final double THRESHOLD = 10;

  static final Incidents RULES =
      new Incidents(
          true,
          1,
          1,
          1.0,
          Duration.ofMinutes(1),
          3,
          Duration.ofMinutes(1),
          Duration.ofHours(1),
          Duration.ofDays(30));

  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final IncidentSettings settings;
  final List<IncidentEvent> events = new ArrayList<>();
  final List<DeviceStatus> statuses = new ArrayList<>();
  final Map<String, ImageSample> samples = new HashMap<>();
  final List<LineMember> members = new ArrayList<>();

  /** The burn-ins of the devices. */
  final Map<String, BurnIn> burnIn = new HashMap<>();

  /** The devices that learn again, in order. */
  final List<String> learning = new ArrayList<>();

  private final BurnIns burnIns =
      new BurnIns() {
        @Override
        public @Nullable BurnIn of(WatchedDevice device) {
          return burnIn.get(device.name);
        }

        @Override
        public void learn(WatchedDevice device, String by, Instant now) {
          burnIn.remove(device.name);
          learning.add(device.name);
        }
      };

  private final Map<String, byte[]> kept = new HashMap<>();
  private final Map<String, KeyValueStore<String, byte[]>> stores = new HashMap<>();
  private MockProcessorContext<String, byte[]> context = new MockProcessorContext<>();
  private IncidentKeeper keeper;
  private long nowMs = START.toEpochMilli();
  private long offset;
  private int actions;

  KeeperRun() {
    this(RULES);
  }

  KeeperRun(Incidents rules) {
    ServiceMetrics metrics = TestModels.metrics(registry);
    settings =
        new IncidentSettings(
            rules,
            device -> device.substring(0, device.indexOf('-')),
            device -> CameraLimits.DEFAULT,
            ImageLimits.DEFAULT,
            new DriftRules(Duration.ofSeconds(10), 0.1, 0.1),
            URI.create("/kizuki/test"),
            "https://kizuki.example",
            new Samples(Duration.ofHours(1), 24),
            null,
            metrics.incidents());
    keeper = start();
  }

  private IncidentKeeper start() {
    context = new MockProcessorContext<>();
    context.setCurrentSystemTimeMs(nowMs);
    for (String name :
        List.of(
            AnomalyTopology.INCIDENT_STORE,
            AnomalyTopology.DEVICE_STORE,
            AnomalyTopology.LINE_STORE)) {
      KeyValueStore<String, byte[]> store =
          stores.computeIfAbsent(
              name,
              key -> {
                KeyValueStore<String, byte[]> made =
                    Stores.keyValueStoreBuilder(
                            Stores.inMemoryKeyValueStore(key), Serdes.String(), Serdes.ByteArray())
                        .withLoggingDisabled()
                        .build();
                made.init(context.getStateStoreContext(), made);
                return made;
              });
      context.addStateStore(store);
    }
    return new IncidentKeeper(settings, context, burnIns, null);
  }

  /** Starts again with the same stores, as after a crash. */
  void restart() {
    keeper.close();
    keeper = start();
  }

  /** Removes an incident from the store, as a crash may that comes before the store is written. */
  void lose(Incident incident) {
    requireNonNull(stores.get(AnomalyTopology.INCIDENT_STORE)).delete(incident.id());
  }

  /** Notes what the store knows of the devices. */
  void keepMemories() {
    kept.clear();
    try (var all = requireNonNull(stores.get(AnomalyTopology.DEVICE_STORE)).all()) {
      all.forEachRemaining(each -> kept.put(each.key, each.value));
    }
  }

  /** Loses what the store learned since {@link #keepMemories}, as a crash may. */
  void loseMemories() {
    kept.forEach(requireNonNull(stores.get(AnomalyTopology.DEVICE_STORE))::put);
  }

  /** Reads a message about a member of a line, which may have been read before. */
  void tell(LineMember member) {
    RecordHeaders headers = new RecordHeaders();
    headers.add(IncidentWriter.MEMBER, new byte[0]);
    String line = settings.line().apply(member.device());
    keeper.action(new Record<>(line, IncidentJson.write(member), nowMs, headers));
    drain();
  }

  /** Lets time pass, with a tick each second. */
  void pass(Duration time) {
    long end = nowMs + time.toMillis();
    while (nowMs < end) {
      nowMs += 1000;
      context.setCurrentSystemTimeMs(nowMs);
      context.scheduledPunctuators().get(0).getPunctuator().punctuate(nowMs);
      drain();
    }
  }

  /** Runs the search for old incidents. */
  void sweep() {
    context.scheduledPunctuators().get(1).getPunctuator().punctuate(nowMs);
  }

  Instant now() {
    return Instant.ofEpochMilli(nowMs);
  }

  /** Judges the next image of a device. */
  void image(String device, double score) {
    image(device, score, null);
  }

  void image(String device, double score, @Nullable Picture picture) {
    imageAt(offset++, device, score, picture);
  }

  /** Judges the next image of a device, whose latent code is known. */
  void encoded(String device, double score, LatentCode latent) {
    Verdict verdict = verdict(score);
    judged(
        offset++,
        now(),
        device,
        new ModelVerdict(verdict, MODEL, now(), null, null, LimitOwner.MODEL, latent));
  }

  private static Verdict verdict(double score) {
    Score value = new Score(score * THRESHOLD, THRESHOLD, 0.01);
    return score > 1 ? new Verdict.Anomalous(value) : new Verdict.Normal(value);
  }

  /** Judges the image at an offset, which may be one that was judged before. */
  void imageAt(long at, String device, double score, @Nullable Picture picture) {
    imageAt(at, now(), device, score, picture);
  }

  /** Judges the image at an offset that arrived before now. */
  void imageAt(long at, Instant arrived, String device, double score) {
    imageAt(at, arrived, device, score, null);
  }

  private void imageAt(
      long at, Instant arrived, String device, double score, @Nullable Picture picture) {
    judged(at, arrived, device, new ModelVerdict(verdict(score), MODEL, now(), picture));
  }

  private void judged(long at, Instant arrived, String device, ModelVerdict judged) {
    Record<String, byte[]> image =
        new Record<>(device, new byte[] {(byte) at}, arrived.toEpochMilli(), new RecordHeaders());
    RecordMetadata place = new Place(at);
    ImageEvent alert =
        judged.verdict() instanceof Verdict.Anomalous
            ? new ImageEvents(settings.source()).event(image, place, judged)
            : null;
    keeper.judged(image, place, judged, alert);
    drain();
  }

  void act(Incident incident, OperatorAction.Type type) {
    act(incident, type, null, null, null);
  }

  void judge(Incident incident, Judgement.Verdict verdict) {
    act(incident, OperatorAction.Type.JUDGE, null, null, verdict);
  }

  void act(
      Incident incident,
      OperatorAction.Type type,
      @Nullable Integer minutes,
      @Nullable Boolean untilNormal,
      Judgement.@Nullable Verdict verdict) {
    actions++;
    send(
        incident.device(),
        new OperatorAction(
            "action-" + actions,
            incident.id(),
            type,
            "anna",
            now(),
            null,
            minutes,
            untilNormal,
            verdict));
  }

  void send(String key, OperatorAction action) {
    raw(key, IncidentJson.write(action));
  }

  void raw(String key, byte[] value) {
    keeper.action(new Record<>(key, value, nowMs));
    drain();
  }

  private void drain() {
    List<MockProcessorContext.CapturedForward<? extends String, ? extends byte[]>> forwarded =
        List.copyOf(context.forwarded());
    context.resetForwards();
    for (var each : forwarded) {
      Record<? extends String, ? extends byte[]> record = each.record();
      switch (each.childName().orElseThrow()) {
        case AnomalyTopology.INCIDENTS ->
            events.add(IncidentJson.read(record.value(), IncidentEvent.class));
        case AnomalyTopology.DEVICES ->
            statuses.add(IncidentJson.read(record.value(), DeviceStatus.class));
        case AnomalyTopology.SAMPLES ->
            samples.put(record.key(), IncidentJson.read(record.value(), ImageSample.class));
        case AnomalyTopology.ACTIONS_OUT -> {
          if (record.headers().lastHeader(IncidentWriter.MEMBER) != null) {
            members.add(IncidentJson.read(record.value(), LineMember.class));
          }
          keeper.action(
              new Record<>(record.key(), record.value(), record.timestamp(), record.headers()));
          drain();
        }
        default -> throw new IllegalStateException(each.toString());
      }
    }
  }

  /** The types of the events so far, without their common beginning. */
  List<String> changes() {
    return events.stream().map(event -> event.type().replace("dev.kizuki.incident.", "")).toList();
  }

  /** The incident of the latest event. */
  Incident last() {
    return events.get(events.size() - 1).data().incident();
  }

  double count(String name, String... tags) {
    return registry.get(name).tags(tags).counter().count();
  }

  double gauge(String name, String... tags) {
    return registry.get(name).tags(tags).gauge().value();
  }

  private record Place(long offset) implements RecordMetadata {
    @Override
    public String topic() {
      return "device-images";
    }

    @Override
    public int partition() {
      return 0;
    }
  }
}
