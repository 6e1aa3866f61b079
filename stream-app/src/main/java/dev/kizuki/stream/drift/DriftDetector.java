package dev.kizuki.stream.drift;

import java.util.ArrayList;
import java.util.List;

/**
 * A sequential test of "the mean p-value, given all before, lies within 0.5 +- tolerance". It bets
 * on both sides, with several stakes on each, because the size of a shift is not known. Not
 * thread-safe.
 *
 * <p>Each bet is a CUSUM e-detector: {@code M = max(M, 1) * (1 + stake * (value - bound))}, where
 * the value is the p-value or 1 - p-value, and bound = 0.5 + tolerance. Without drift the factor
 * has a mean of at most 1 (Waudby-Smith & Ramdas, "Estimating means of bounded random variables by
 * betting", JRSS B 86, 2024). Then the mean of M at any stopping time is at most the mean of that
 * time, and the same holds for the mean of all bets. So that mean reaches c after c images on
 * average, or later (Shin, Ramdas & Rinaldo, "E-detectors: a nonparametric framework for sequential
 * change detection", NEJSDS 2, 2024).
 */
final class DriftDetector {
  /** The stakes as shares of the largest one. Small stakes find small shifts. */
  private static final double[] STAKES = {0.15, 0.3, 0.6, 0.9};

  /** The first half of the bets is on small p-values, the second one on large ones. */
  private static final int BETS = 2 * STAKES.length;

  private final double bound;
  private final double alarm;
  private final double[] stakes = new double[STAKES.length];
  private final double[] evidence = new double[BETS];
  private final long[] sinceMs = new long[BETS];
  private final long[] images = new long[BETS];
  private final double[] sums = new double[BETS];

  /**
   * @param memory what {@link #memory} returned; empty for a new test
   */
  DriftDetector(DriftRules rules, List<BetMemory> memory) {
    bound = 0.5 + rules.tolerance();
    alarm = rules.imagesPerFalseAlarm();
    for (int i = 0; i < STAKES.length; i++) {
      stakes[i] = STAKES[i] / bound;
    }
    for (int bet = 0; bet < BETS && memory.size() == BETS; bet++) {
      BetMemory known = memory.get(bet);
      evidence[bet] = known.evidence();
      sinceMs[bet] = known.sinceMs();
      images[bet] = known.images();
      sums[bet] = known.pValues();
    }
  }

  /** Takes the p-value of a normal image into account. */
  void add(double pValue, long atMs) {
    for (int i = 0; i < STAKES.length; i++) {
      bet(i, 1 + stakes[i] * (1 - pValue - bound), pValue, atMs);
      bet(STAKES.length + i, 1 + stakes[i] * (pValue - bound), pValue, atMs);
    }
  }

  private void bet(int bet, double factor, double pValue, long atMs) {
    if (evidence[bet] <= 1) {
      evidence[bet] = 1;
      sinceMs[bet] = atMs;
      images[bet] = 0;
      sums[bet] = 0;
    }
    // more than one bet alone needs for an alarm would take long to fall again
    evidence[bet] = Math.min(BETS * alarm, evidence[bet] * factor);
    images[bet]++;
    sums[bet] += pValue;
  }

  /** Returns whether the evidence raises an alarm. */
  boolean isDrift() {
    return mean() >= alarm;
  }

  private double mean() {
    return (sum(0) + sum(STAKES.length)) / BETS;
  }

  /** The evidence of the bets of one side. */
  private double sum(int first) {
    double sum = 0;
    for (int bet = first; bet < first + STAKES.length; bet++) {
      sum += evidence[bet];
    }
    return sum;
  }

  /** Returns what the evidence says. */
  DriftFinding finding() {
    boolean grew = sum(0) >= sum(STAKES.length);
    int first = grew ? 0 : STAKES.length;
    int best = first;
    for (int bet = first; bet < first + STAKES.length; bet++) {
      best = evidence[bet] > evidence[best] ? bet : best;
    }
    return new DriftFinding(
        grew ? Direction.LARGER : Direction.SMALLER,
        sinceMs[best],
        images[best],
        images[best] == 0 ? 0.5 : sums[best] / images[best],
        level());
  }

  private double level() {
    double level = Math.max(0, Math.log(mean()) / Math.log(Math.max(alarm, Math.E)));
    return isDrift() ? Math.max(1, level) : level;
  }

  List<BetMemory> memory() {
    List<BetMemory> memory = new ArrayList<>(BETS);
    for (int bet = 0; bet < BETS; bet++) {
      memory.add(new BetMemory(evidence[bet], sinceMs[bet], images[bet], sums[bet]));
    }
    return memory;
  }
}
