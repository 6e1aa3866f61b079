package dev.kizuki.stream.topology;

import dev.kizuki.stream.camera.Camera;
import dev.kizuki.stream.drift.DeviceDrift;
import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.event.ModelVerdict;
import dev.kizuki.stream.incident.DeviceMemory;
import dev.kizuki.stream.incident.HeldBack;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.incident.IncidentLife.Recent;
import dev.kizuki.stream.incident.RecentVerdicts;
import dev.kizuki.stream.incident.ScoreHistory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** The state of one device in the heap of its task. Not thread-safe. */
final class WatchedDevice {
  private static final int SHOWN_IMAGES = 20;
  private static final int SHOWN_SCORES = 60;

  final String name;
  final String line;
  final Camera camera;

  /** Null if drift is not searched for. */
  final @Nullable DeviceDrift drift;

  final ScoreHistory history = new ScoreHistory(SHOWN_SCORES);
  final Map<IncidentKind, Incident> active = new EnumMap<>(IncidentKind.class);
  final Map<IncidentKind, String> latest = new EnumMap<>(IncidentKind.class);

  /** The active incidents that changed since their last event. */
  final List<IncidentKind> changed = new ArrayList<>(1);

  /** Anomalous images that wait until it is certain whether the camera is at fault. */
  final List<HeldBack> heldBack = new ArrayList<>(0);

  final WatchedLimit limit = new WatchedLimit();

  long through = -1;
  long throughMs = Long.MIN_VALUE;

  /** The last image whose score was above the lower limit, milliseconds since 1970. */
  long lastAboveMs = Long.MIN_VALUE;

  /** The time when the last image was judged, by the service's clock. */
  long judgedMs;

  /** The first suspicion of the present fault of the camera; 0 if there is none. */
  long suspectedMs;

  long images;
  long anomalous;
  @Nullable ImageReference normal;
  @Nullable Latest last;
  boolean hasNews;
  long remembersAtMs;

  /** The last image, its place and its verdict. */
  record Latest(Record<String, byte[]> image, RecordMetadata place, ModelVerdict verdict) {}

  /** The verdicts on the last scored images. */
  final RecentVerdicts verdicts = new RecentVerdicts();

  WatchedDevice(String name, String line, Camera camera, @Nullable DeviceDrift drift) {
    this.name = name;
    this.line = line;
    this.camera = camera;
    this.drift = drift;
  }

  /** Adds what survived a restart. */
  void restore(DeviceMemory memory) {
    through = memory.through();
    throughMs = memory.throughMs();
    latest.putAll(memory.latest());
    heldBack.addAll(memory.heldBack());
  }

  DeviceMemory memory() {
    return new DeviceMemory(
        through,
        throughMs,
        latest,
        heldBack,
        camera.memory(),
        drift == null ? null : drift.memory());
  }

  /** The latest verdicts, for people. */
  Recent recent() {
    int shown = Math.min(SHOWN_IMAGES, verdicts.known());
    return new Recent(verdicts.anomalousOf(shown), shown);
  }

  /** Returns whether the incidents take an image into account already. */
  boolean knows(long offset, long atMs) {
    return offset <= through && atMs <= throughMs;
  }

  void through(long offset, long atMs) {
    through = offset;
    throughMs = Math.max(throughMs, atMs);
  }

  /** Takes a later last image that an incident remembers. */
  void atLeastThrough(long offset, long atMs) {
    if (atMs > throughMs) {
      through(offset, atMs);
    }
  }

  /** Lets images count that are read again. */
  void forgetThrough() {
    through = -1;
    throughMs = Long.MIN_VALUE;
  }

  /** Marks an incident for an event. */
  void change(Incident incident) {
    active.put(incident.kind(), incident);
    if (!changed.contains(incident.kind())) {
      changed.add(incident.kind());
    }
  }

  /** Returns whether the camera shows a fault that images alone can show. */
  boolean isSick() {
    return active.keySet().stream()
        .anyMatch(kind -> kind.isCamera() && kind != IncidentKind.SILENT);
  }
}
