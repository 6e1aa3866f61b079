package dev.kizuki.stream.drift;

import java.util.List;
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

  /**
   * @param memory what {@link #memory} returned; {@link DriftMemory#NONE} for a new device
   */
  public DeviceDrift(DriftRules rules, DriftMemory memory) {
    this.rules = rules;
    this.reference = memory.reference();
    this.detector = new DriftDetector(rules, memory.bets());
    this.lastMs = memory.lastMs();
  }

  /**
   * Takes a normal image into account, if the last one that counted is old enough. The test begins
   * anew with another burn-in.
   *
   * @param reference tells one burn-in of the device from another
   * @param normal the normal images of the burn-in
   * @param atMs when the image arrived, milliseconds since 1970; an earlier image does not count
   * @return whether the image counted
   */
  public boolean add(String reference, NormalImages normal, double distance, long atMs) {
    if (!reference.equals(this.reference)) {
      begin(reference);
    }
    if (atMs < lastMs + rules.every().toMillis() || normal.size() < rules.imagesNeeded()) {
      return false;
    }
    lastMs = atMs;
    detector.add(normal.pValue(distance), atMs);
    return true;
  }

  /** Forgets all evidence. */
  public void begin() {
    detector = new DriftDetector(rules, List.of());
  }

  private void begin(String reference) {
    this.reference = reference;
    begin();
  }

  /** Whether the evidence raises an alarm. */
  public boolean isDrift() {
    return detector.isDrift();
  }

  /** Returns what the test says now. */
  public DriftFinding finding() {
    return detector.finding();
  }

  /** Returns what must survive a restart. */
  public DriftMemory memory() {
    return new DriftMemory(reference, lastMs, detector.memory());
  }
}
