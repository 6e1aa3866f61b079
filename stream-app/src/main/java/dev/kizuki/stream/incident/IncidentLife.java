package dev.kizuki.stream.incident;

import dev.kizuki.stream.event.ImageEvent.ImageReference;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The transitions of incidents. Each method takes an incident and returns its next revision. None
 * of them reads a clock.
 */
public final class IncidentLife {
  private static final int ID_BYTES = 8;

  private IncidentLife() {}

  /** The latest verdicts of a device: the anomalous images among the last ones. */
  public record Recent(int anomalous, int images) {}

  /**
   * The id of an incident. It is the same each time that the images are read again.
   *
   * @param cause what raised the incident, for example the place of the image in Kafka
   */
  public static String id(String device, IncidentKind kind, String cause) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(
                  (device + "\n" + kind.name() + "\n" + cause).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("each Java platform has SHA-256", e);
    }
  }

  /** The place of an image in Kafka, as a cause for {@link #id}. */
  public static String cause(ImageReference image) {
    return image.topic() + "-" + image.partition() + "@" + image.offset();
  }

  /**
   * Raises an incident about anomalous images.
   *
   * @param worst the image that raises it
   * @param count the anomalous images so far, at least 1
   * @param normal the last normal image; null if there was none
   * @param previous the id of the incident before; null if there was none
   */
  public static Incident raiseAnomaly(
      String device,
      String line,
      Sighting worst,
      int count,
      Recent recent,
      @Nullable ImageReference normal,
      List<ScorePoint> history,
      @Nullable String previous) {
    IncidentDraft draft =
        new IncidentDraft(
            id(device, IncidentKind.ANOMALY, cause(worst.image())),
            device,
            line,
            IncidentKind.ANOMALY,
            worst.at(),
            worst.at(),
            previous);
    draft.count = count;
    draft.worst = worst;
    draft.image = worst.image();
    draft.normal = normal;
    draft.recentAnomalous = recent.anomalous();
    draft.recentImages = recent.images();
    draft.history = history;
    draft.log(worst.at(), "raised", null);
    return draft.incident();
  }

  /** Adds an anomalous image. The worst image stays the one with the highest score. */
  public static Incident addAnomaly(
      Incident incident, Sighting sighting, Recent recent, List<ScorePoint> history) {
    return IncidentDraft.change(
        incident,
        draft -> {
          draft.count++;
          draft.lastSeen = later(draft.lastSeen, sighting.at());
          draft.image = sighting.image();
          draft.recentAnomalous = recent.anomalous();
          draft.recentImages = recent.images();
          draft.history = history;
          if (draft.worst == null || sighting.score() > draft.worst.score()) {
            draft.worst = sighting;
          }
        });
  }

  /**
   * Raises an incident about a camera.
   *
   * @param since the beginning of the fault
   * @param image the image that shows it; null for a silent camera without images
   * @param heldBack the anomalous images that raise no incident because of this fault
   */
  public static Incident raiseCamera(
      String device,
      String line,
      IncidentKind kind,
      CameraFact fact,
      Instant since,
      Instant now,
      @Nullable ImageReference image,
      String cause,
      long heldBack,
      List<ScorePoint> history,
      @Nullable String previous) {
    IncidentDraft draft =
        new IncidentDraft(id(device, kind, cause), device, line, kind, now, since, previous);
    draft.lastSeen = now;
    draft.count = 1;
    draft.camera = fact;
    draft.image = image;
    draft.heldBack = heldBack;
    draft.history = history;
    draft.log(now, "raised", null);
    return draft.incident();
  }

  /** Notes that the fault of a camera goes on. */
  public static Incident cameraStill(
      Incident incident, CameraFact fact, Instant now, @Nullable ImageReference image) {
    return IncidentDraft.change(
        incident,
        draft -> {
          draft.count++;
          draft.camera = fact;
          draft.lastSeen = later(draft.lastSeen, now);
          draft.image = image == null ? draft.image : image;
        });
  }

  /**
   * Raises an incident about the drift of a device.
   *
   * @param since the estimated beginning of the drift
   * @param images the images that counted since then
   * @param image the image that raises it
   */
  public static Incident raiseDrift(
      String device,
      String line,
      DriftFact fact,
      Instant since,
      Instant now,
      long images,
      ImageReference image,
      List<ScorePoint> history,
      @Nullable String previous) {
    IncidentDraft draft =
        new IncidentDraft(
            id(device, IncidentKind.DRIFT, cause(image)),
            device,
            line,
            IncidentKind.DRIFT,
            now,
            since,
            previous);
    draft.lastSeen = now;
    draft.count = images;
    draft.drift = fact;
    draft.image = image;
    draft.history = history;
    draft.log(now, "raised", null);
    return draft.incident();
  }

  /** Notes that the drift of a device goes on. */
  public static Incident driftStill(
      Incident incident,
      DriftFact fact,
      Instant now,
      long images,
      ImageReference image,
      List<ScorePoint> history) {
    return IncidentDraft.change(
        incident,
        draft -> {
          draft.count = images;
          draft.drift = fact;
          draft.lastSeen = later(draft.lastSeen, now);
          draft.image = image;
          draft.history = history;
        });
  }

  /** Counts anomalous images that raise no incident because the camera is at fault. */
  public static Incident holdBack(Incident incident, long images) {
    return IncidentDraft.change(incident, draft -> draft.heldBack += images);
  }

  /**
   * Raises the incident of a line.
   *
   * @param members the devices
   * @param cause the first incident of them
   */
  public static Incident raiseGroup(
      String line,
      List<String> members,
      Instant since,
      Instant now,
      String cause,
      @Nullable String previous) {
    IncidentDraft draft =
        new IncidentDraft(
            id(line, IncidentKind.GROUP, cause),
            line,
            line,
            IncidentKind.GROUP,
            now,
            since,
            previous);
    draft.lastSeen = now;
    draft.members = members;
    draft.count = members.size();
    draft.log(now, "raised", null);
    return draft.incident();
  }

  /** Adds a device to the incident of a line. */
  public static Incident addMember(Incident group, List<String> members, Instant now) {
    return IncidentDraft.change(
        group,
        draft -> {
          draft.members = members;
          draft.count = members.size();
          draft.lastSeen = later(draft.lastSeen, now);
        });
  }

  /**
   * Clears an active incident. One-shot shelving ends with it.
   *
   * @param by a code, see {@link Incident#clearedBy}
   */
  public static Incident clear(Incident incident, Instant now, String by) {
    if (!incident.active()) {
      throw new IllegalArgumentException(incident.id() + " is cleared already");
    }
    return IncidentDraft.change(
        incident,
        draft -> {
          draft.active = false;
          draft.clearedAt = now;
          draft.clearedBy = by;
          if (draft.shelved != null && draft.shelved.untilNormal()) {
            draft.shelved = null;
          }
          draft.log(now, "cleared", by);
        });
  }

  /** Returns whether the time of shelving is over. */
  public static boolean isShelvingOver(Incident incident, Instant now) {
    return incident.shelved() != null && !now.isBefore(incident.shelved().until());
  }

  /** Ends a shelving whose time is over. */
  public static Incident endShelving(Incident incident, Instant now) {
    return IncidentDraft.change(
        incident,
        draft -> {
          draft.shelved = null;
          draft.log(now, "unshelved", null);
        });
  }

  /** Returns whether an action was applied before. The log knows the latest actions. */
  public static boolean isApplied(Incident incident, OperatorAction action) {
    return incident.log().stream().anyMatch(entry -> action.id().equals(entry.action()));
  }

  /** Returns the type of the event that an action causes. */
  public static IncidentChange changeOf(OperatorAction action) {
    return switch (action.action()) {
      case ACKNOWLEDGE -> IncidentChange.ACKNOWLEDGED;
      case SHELVE -> IncidentChange.SHELVED;
      case UNSHELVE -> IncidentChange.UPDATED;
      case JUDGE -> IncidentChange.JUDGED;
    };
  }

  /**
   * Applies an operator's action. A judgement also acknowledges, because who judges has seen it.
   *
   * @param maxShelve the longest shelving
   */
  public static Incident apply(
      Incident incident, OperatorAction action, Instant now, Duration maxShelve) {
    return IncidentDraft.change(
        incident,
        draft -> {
          switch (action.action()) {
            case ACKNOWLEDGE -> acknowledge(draft, action);
            case SHELVE -> shelve(draft, action, now, maxShelve);
            case UNSHELVE -> unshelve(draft, action);
            case JUDGE -> judge(draft, action);
          }
        });
  }

  private static void acknowledge(IncidentDraft draft, OperatorAction action) {
    draft.acknowledged = new Acknowledgement(action.by(), action.at(), action.note());
    draft.log(entry(action, "acknowledged", action.note()));
  }

  private static void shelve(
      IncidentDraft draft, OperatorAction action, Instant now, Duration maxShelve) {
    Duration wanted = action.minutes() == null ? maxShelve : Duration.ofMinutes(action.minutes());
    Instant until = now.plus(wanted.compareTo(maxShelve) > 0 ? maxShelve : wanted);
    draft.shelved =
        new Shelf(
            action.by(),
            action.at(),
            until,
            Boolean.TRUE.equals(action.untilNormal()),
            action.note());
    draft.log(entry(action, "shelved", action.note()));
  }

  private static void unshelve(IncidentDraft draft, OperatorAction action) {
    draft.shelved = null;
    draft.log(entry(action, "unshelved", action.note()));
  }

  private static void judge(IncidentDraft draft, OperatorAction action) {
    Judgement.Verdict verdict = action.verdict();
    if (verdict == null) {
      throw new IllegalArgumentException("an action 'judge' without a verdict");
    }
    draft.judged = new Judgement(verdict, action.by(), action.at(), action.note());
    if (draft.acknowledged == null) {
      draft.acknowledged = new Acknowledgement(action.by(), action.at(), null);
    }
    String text = verdict.name().toLowerCase(Locale.ROOT);
    draft.log(entry(action, "judged", action.note() == null ? text : text + ": " + action.note()));
  }

  private static LogEntry entry(OperatorAction action, String what, @Nullable String note) {
    return new LogEntry(action.at(), what, action.by(), note, action.id());
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
