package dev.kizuki.stream.incident;

import dev.kizuki.stream.event.ImageEvent.ImageReference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The values of an incident while it changes. */
final class IncidentDraft {
  private static final int MOST_LOG_ENTRIES = 40;

  private final String id;
  private final long revision;
  private final String device;
  private final String line;
  private final IncidentKind kind;
  private final Instant raisedAt;
  private final Instant firstSeen;
  private final @Nullable String previous;
  private final List<LogEntry> log;
  boolean active = true;
  Instant lastSeen;
  @Nullable Instant clearedAt;
  @Nullable String clearedBy;
  long count;
  int recentAnomalous;
  int recentImages;
  long heldBack;
  @Nullable Sighting worst;
  @Nullable ImageReference normal;
  @Nullable ImageReference image;
  @Nullable CameraFact camera;
  @Nullable DriftFact drift;
  List<String> members = List.of();
  @Nullable Acknowledgement acknowledged;
  @Nullable Shelf shelved;
  @Nullable Judgement judged;
  List<ScorePoint> history = List.of();

  /** A new incident. */
  IncidentDraft(
      String id,
      String device,
      String line,
      IncidentKind kind,
      Instant raisedAt,
      Instant firstSeen,
      @Nullable String previous) {
    this.id = id;
    this.revision = 1;
    this.device = device;
    this.line = line;
    this.kind = kind;
    this.raisedAt = raisedAt;
    this.firstSeen = firstSeen;
    this.lastSeen = firstSeen;
    this.previous = previous;
    this.log = new ArrayList<>();
  }

  private IncidentDraft(Incident old) {
    id = old.id();
    revision = old.revision() + 1;
    device = old.device();
    line = old.line();
    kind = old.kind();
    raisedAt = old.raisedAt();
    firstSeen = old.firstSeen();
    previous = old.previous();
    log = new ArrayList<>(old.log());
    active = old.active();
    lastSeen = old.lastSeen();
    clearedAt = old.clearedAt();
    clearedBy = old.clearedBy();
    count = old.count();
    recentAnomalous = old.recentAnomalous();
    recentImages = old.recentImages();
    heldBack = old.heldBack();
    worst = old.worst();
    normal = old.normal();
    image = old.image();
    camera = old.camera();
    drift = old.drift();
    members = old.members();
    acknowledged = old.acknowledged();
    shelved = old.shelved();
    judged = old.judged();
    history = old.history();
  }

  /** The next revision of an incident. */
  static Incident change(Incident old, Consumer<IncidentDraft> change) {
    IncidentDraft draft = new IncidentDraft(old);
    change.accept(draft);
    return draft.incident();
  }

  void log(LogEntry entry) {
    log.add(entry);
    if (log.size() > MOST_LOG_ENTRIES) {
      log.remove(0);
    }
  }

  void log(Instant at, String what, @Nullable String note) {
    log(new LogEntry(at, what, null, note, null));
  }

  Incident incident() {
    return new Incident(
        id,
        revision,
        device,
        line,
        kind,
        active,
        raisedAt,
        firstSeen,
        lastSeen,
        clearedAt,
        clearedBy,
        count,
        recentAnomalous,
        recentImages,
        heldBack,
        worst,
        normal,
        image,
        camera,
        drift,
        members,
        previous,
        acknowledged,
        shelved,
        judged,
        history,
        log);
  }
}
