package dev.kizuki.stream.camera;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The health of one camera: learns what is usual for it, and finds troubles. It has no clock: every
 * time comes from the caller, in epoch milliseconds. Not thread-safe.
 */
public final class Camera {
  /**
   * A part in an unusual pose looks like a moved camera. Several of them in a row do not: so many
   * times more pictures confirm that a camera was moved.
   */
  private static final int MOVED_FACTOR = 4;

  private final CameraLimits limits;
  private final Rhythm rhythm;
  private final UsualPicture usual;
  private final Map<Trouble, Spell> spells = new EnumMap<>(Trouble.class);
  private @Nullable Picture previous;

  /** Creates a camera of which nothing is known. */
  public Camera(CameraLimits limits) {
    this(limits, CameraMemory.NONE);
  }

  /** Creates a camera that remembers, for example after a restart. */
  public Camera(CameraLimits limits, CameraMemory memory) {
    this.limits = limits;
    this.rhythm = new Rhythm(memory, limits.silentAfter().toMillis() / limits.silentFactor());
    this.usual = new UsualPicture(limits, memory);
    for (Trouble trouble : Trouble.values()) {
      spells.put(trouble, newSpell(trouble));
    }
    for (Finding finding : memory.confirmed()) {
      spell(finding.trouble()).restore(finding);
    }
  }

  /** Records the arrival of any image, also of one that is not measured. */
  public void arrived(long atMs) {
    rhythm.arrived(atMs);
  }

  /**
   * Checks whether the camera is silent. A camera of which fewer than ten images are known is never
   * silent.
   *
   * @param startedMs when the service began to watch this camera; the silence counts from then if
   *     that is later than the last image
   */
  public Optional<Finding> silence(long nowMs, long startedMs) {
    if (!rhythm.isKnown() || !limits.looksFor(Trouble.SILENT)) {
      return Optional.empty();
    }
    double silenceMs = nowMs - Math.max(rhythm.lastMs(), startedMs);
    double limitMs =
        Math.max((double) limits.silentAfter().toMillis(), limits.silentFactor() * rhythm.gapMs());
    return silenceMs <= limitMs
        ? Optional.empty()
        : Optional.of(new Finding(Trouble.SILENT, silenceMs / 1e3, 0, limitMs / 1e3));
  }

  /** Checks a picture of a normal part, and learns from it. */
  public Health measured(Picture picture, long atMs) {
    return measured(picture, atMs, false);
  }

  /**
   * Checks a picture. Learns from it if the camera is healthy.
   *
   * @param anomalous whether the product in the picture is anomalous; such a picture teaches
   *     nothing
   */
  public Health measured(Picture picture, long atMs, boolean anomalous) {
    usual.see(picture, previous, isConfirmed(Trouble.FROZEN));
    Map<Trouble, Finding> found = usual.check(picture, previous);
    List<Trouble> ended = new ArrayList<>(0);
    for (Map.Entry<Trouble, Spell> entry : spells.entrySet()) {
      Trouble trouble = entry.getKey();
      switch (entry.getValue().add(found.get(trouble), atMs)) {
        case ENDED -> ended.add(trouble);
        case HARMLESS -> usual.forgive(trouble);
        case NONE -> {}
      }
    }
    List<Finding> confirmed = confirmed();
    if (found.isEmpty() && confirmed.isEmpty() && !anomalous) {
      usual.learn(picture, previous, atMs);
    }
    previous = picture;
    boolean good = found.isEmpty() && confirmed.isEmpty() && ended.isEmpty();
    return good ? Health.GOOD : new Health(List.copyOf(found.values()), confirmed, ended);
  }

  /**
   * Makes the present state of the camera its new normal, because an operator called a trouble
   * wrong. The trouble ends at once. What was learned about it is forgotten and learned again.
   */
  public void relearn(Trouble trouble, long nowMs) {
    spell(trouble).forget();
    if (trouble == Trouble.SILENT) {
      rhythm.accept(nowMs - rhythm.lastMs());
    } else {
      usual.relearn(trouble);
    }
  }

  /** Returns the troubles that are confirmed, each with its latest numbers. */
  public List<Finding> confirmed() {
    List<Finding> confirmed = new ArrayList<>(0);
    for (Spell spell : spells.values()) {
      Finding finding = spell.confirmed();
      if (finding != null) {
        confirmed.add(finding);
      }
    }
    return confirmed;
  }

  /**
   * Returns the troubles that cannot be seen on this camera now: those that are turned off, those
   * for which it is not known well enough yet, and those that its healthy pictures look like.
   */
  public Set<Trouble> unwatched() {
    Set<Trouble> unwatched = EnumSet.noneOf(Trouble.class);
    for (Trouble trouble : Trouble.values()) {
      boolean known = trouble == Trouble.SILENT ? rhythm.isKnown() : usual.watches(trouble);
      if (!known || !limits.looksFor(trouble)) {
        unwatched.add(trouble);
      }
    }
    return unwatched;
  }

  /** Returns when the last image arrived, in epoch milliseconds; 0 if none arrived. */
  public long lastArrivalMs() {
    return rhythm.lastMs();
  }

  /** Returns what the healthy pictures look like; null if too few were measured. */
  public @Nullable Look look() {
    return usual.look();
  }

  /** Returns what is known of the camera, for a store. */
  public CameraMemory memory() {
    return usual.memory(rhythm, confirmed());
  }

  private boolean isConfirmed(Trouble trouble) {
    return spell(trouble).confirmed() != null;
  }

  private Spell newSpell(Trouble trouble) {
    return new Spell(limits, trouble == Trouble.MOVED ? MOVED_FACTOR : 1);
  }

  private Spell spell(Trouble trouble) {
    return spells.computeIfAbsent(trouble, this::newSpell);
  }
}
