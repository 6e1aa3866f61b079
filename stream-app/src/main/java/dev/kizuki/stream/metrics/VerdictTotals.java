package dev.kizuki.stream.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The numbers of verdicts since the start, for the status of the service. Thread-safe. */
public final class VerdictTotals {
  private final LongAdder anomalous = new LongAdder();
  private final LongAdder normal = new LongAdder();
  private final LongAdder rejected = new LongAdder();
  private final Map<String, ScoreTally> byModel = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> anomalousByModel = new ConcurrentHashMap<>();

  /**
   * @param model the digest of the model
   */
  void scored(String model, double score, boolean isAnomalous) {
    (isAnomalous ? anomalous : normal).increment();
    tally(model).add(score);
    if (isAnomalous) {
      anomalousByModel.computeIfAbsent(model, key -> new LongAdder()).increment();
    }
  }

  void rejected() {
    rejected.increment();
  }

  public long anomalous() {
    return anomalous.sum();
  }

  public long rejectedImages() {
    return rejected.sum();
  }

  /** All images with a verdict. */
  public long images() {
    return anomalous.sum() + normal.sum() + rejected.sum();
  }

  /** The scores that a model gave, by the digest of the model. */
  public ScoreTally tally(String model) {
    ScoreTally known = byModel.get(model);
    return known != null ? known : byModel.computeIfAbsent(model, key -> new ScoreTally());
  }

  /** The scored images of a model, by the digest of the model. */
  public long scored(String model) {
    return tally(model).counts().stream().mapToLong(Long::longValue).sum();
  }

  /** The anomalous images of a model, by the digest of the model. */
  public long anomalous(String model) {
    LongAdder count = anomalousByModel.get(model);
    return count == null ? 0 : count.sum();
  }
}
