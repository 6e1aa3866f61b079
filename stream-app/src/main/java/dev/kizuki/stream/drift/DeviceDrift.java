package dev.kizuki.stream.drift;

import dev.kizuki.stream.camera.Look;
import dev.kizuki.stream.camera.LookChange;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The drift of one device against its burn-in. The caller leaves out anomalous images and images of
 * a sick camera. Not thread-safe.
 */
public final class DeviceDrift {
  private final DriftRules rules;
  private @Nullable String reference;
  private DriftDetector detector;
  private long lastMs;
  private @Nullable Look look;
  private @Nullable LatentMemory usual;
  private LatentMean latent;

  /**
   * @param memory what {@link #memory} returned; {@link DriftMemory#NONE} for a new device
   */
  public DeviceDrift(DriftRules rules, DriftMemory memory) {
    this.rules = rules;
    this.reference = memory.reference();
    this.detector = new DriftDetector(rules, memory.bets());
    this.lastMs = memory.lastMs();
    this.look = memory.look();
    this.usual = memory.usual();
    this.latent = new LatentMean(memory.latent());
  }

  /**
   * Takes a burn-in over. If it is another one than before, everything begins anew.
   *
   * @param burnIn null if the device has none
   * @param now gives what the pictures look like now; null if it is not known
   * @return whether everything begins anew
   */
  public boolean compareWith(@Nullable BurnIn burnIn, Supplier<@Nullable Look> now) {
    // evidence for one tolerance says nothing about another
    String id = burnIn == null ? null : burnIn.id() + " +-" + rules.tolerance();
    boolean another = !Objects.equals(id, reference);
    if (another) {
      usual = null;
      // the codes before the first burn-in are those of the burn-in; later ones may be of another
      // network
      latent = reference == null ? latent : new LatentMean(null);
      reference = id;
      look = null;
      begin();
    }
    if (look == null && id != null) {
      look = now.get();
    }
    if (usual == null && id != null) {
      LatentMemory present = latent.memory();
      usual = present != null && present.isEnough() ? present : null;
    }
    return another;
  }

  /** Takes the latent code of a normal image into account. */
  public void encoded(LatentCode code) {
    latent.add(code);
  }

  /**
   * Takes a normal image into account, if the last one that counted is old enough.
   *
   * @param normal the normal images of the burn-in
   * @param atMs when the image arrived, milliseconds since 1970; an earlier image does not count
   * @return the p-value of the image; empty if it does not count
   */
  public OptionalDouble add(NormalImages normal, double distance, long atMs) {
    if (!isDue(atMs) || normal.size() < rules.imagesNeeded()) {
      return OptionalDouble.empty();
    }
    lastMs = atMs;
    double pValue = normal.pValue(distance);
    detector.add(pValue, atMs);
    return OptionalDouble.of(pValue);
  }

  /** Returns whether an image that arrived at this time would count. */
  public boolean isDue(long atMs) {
    return atMs >= lastMs + rules.every().toMillis();
  }

  /** Forgets the evidence. */
  public void begin() {
    detector = new DriftDetector(rules, List.of());
  }

  /** Returns whether the evidence raises an alarm. */
  public boolean isDrift() {
    return detector.isDrift();
  }

  /** Returns what the test says now. */
  public DriftFinding finding() {
    return detector.finding();
  }

  /**
   * Returns what changed in the pictures since the burn-in; null if it is not known.
   *
   * @param now what the pictures look like now; null if it is not known
   */
  public @Nullable LookChange change(@Nullable Look now) {
    return look == null || now == null ? null : look.until(now);
  }

  /** Returns how the mean latent code moved since the burn-in; null if it is not known. */
  public @Nullable LatentShift shift() {
    LatentMemory now = latent.memory();
    boolean comparable =
        usual != null && now != null && now.isEnough() && now.mean().size() == usual.mean().size();
    return comparable && usual != null && now != null ? usual.until(now) : null;
  }

  /** Returns what must survive a restart. */
  public DriftMemory memory() {
    return new DriftMemory(reference, lastMs, detector.memory(), look, usual, latent.memory());
  }
}
