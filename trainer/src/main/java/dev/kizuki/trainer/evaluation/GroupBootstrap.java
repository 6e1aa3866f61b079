package dev.kizuki.trainer.evaluation;

import dev.kizuki.model.RateInterval;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * 95 % intervals for images that come in groups, such as several images of one physical part. The
 * images of a group are alike, so they count for less than as many images of different groups. The
 * cluster bootstrap draws whole groups with replacement (Davison &amp; Hinkley, "Bootstrap Methods
 * and their Application", 1997, section 3.8); the interval goes from the 2.5 % to the 97.5 %
 * quantile of the drawn figures. With fewer than some 20 groups it is rather too narrow.
 */
public final class GroupBootstrap {
  private static final int DRAWS = 2000;
  private static final double TAIL = 0.025;

  /** One image. */
  private record Scored(double distance, boolean anomalous, int group) {}

  private final Scored[] ascending;
  private final int groups;
  private final int normalGroups;
  private final int anomalousGroups;
  private final long seed;

  /**
   * @param group returns the group of an image by its name
   * @param seed the seed of the draws
   */
  public GroupBootstrap(TestScores scores, UnaryOperator<String> group, long seed) {
    Map<String, Integer> numbers = new HashMap<>();
    this.ascending =
        scores.all().stream()
            .map(
                each -> {
                  String name = group.apply(each.image().name());
                  return new Scored(
                      each.distance(),
                      !each.image().label().equals(scores.normal()),
                      numbers.computeIfAbsent(name, unseen -> numbers.size()));
                })
            .sorted(Comparator.comparingDouble(Scored::distance))
            .toArray(Scored[]::new);
    this.groups = numbers.size();
    this.normalGroups = groupsOf(false);
    this.anomalousGroups = groupsOf(true);
    this.seed = seed;
  }

  private int groupsOf(boolean anomalous) {
    return (int)
        Arrays.stream(ascending)
            .filter(image -> image.anomalous() == anomalous)
            .mapToInt(Scored::group)
            .distinct()
            .count();
  }

  /** Returns the number of groups that hold normal images. */
  int normalGroups() {
    return normalGroups;
  }

  /** Returns the number of groups. */
  int groups() {
    return groups;
  }

  /**
   * Returns the interval of the false-alarm rate. It is from 0 to 1 if all normal images are of one
   * group. If no image raised an alarm, or each did, all draws are equal; the groups then count as
   * trials of Clopper &amp; Pearson.
   */
  public RateInterval falseAlarms(double threshold) {
    int[] normals = new int[groups];
    int[] alarms = new int[groups];
    for (Scored image : ascending) {
      if (!image.anomalous()) {
        normals[image.group()]++;
        alarms[image.group()] += image.distance() > threshold ? 1 : 0;
      }
    }
    double rate = (double) Arrays.stream(alarms).sum() / Arrays.stream(normals).sum();
    if (normalGroups < 2) {
      return new RateInterval(rate, 0, 1);
    }
    if (rate == 0 || rate == 1) {
      return RateInterval.of(rate == 0 ? 0 : normalGroups, normalGroups);
    }
    double[] drawn = draws(weights -> weighted(weights, alarms) / weighted(weights, normals));
    return new RateInterval(rate, quantile(drawn, TAIL), quantile(drawn, 1 - TAIL));
  }

  /**
   * Returns the interval of the area under the ROC curve. It is from 0 to 1 if all normal or all
   * anomalous images are of one group. If the kinds are separated perfectly, all draws are equal;
   * as many pairs as there are groups of the rarer kind then count as trials of Clopper &amp;
   * Pearson.
   */
  Interval auroc() {
    int[] once = new int[groups];
    Arrays.fill(once, 1);
    double auroc = auroc(once);
    if (normalGroups < 2 || anomalousGroups < 2) {
      return new Interval(auroc, 0, 1);
    }
    if (auroc == 0 || auroc == 1) {
      int pairs = Math.min(normalGroups, anomalousGroups);
      RateInterval interval = RateInterval.of(auroc == 0 ? 0 : pairs, pairs);
      return new Interval(auroc, interval.low(), interval.high());
    }
    double[] drawn = draws(this::auroc);
    return new Interval(auroc, quantile(drawn, TAIL), quantile(drawn, 1 - TAIL));
  }

  /** A figure of images whose groups count several times. */
  private interface Figure {
    /** Returns the figure; not a number if a kind of images is missing. */
    double of(int[] weights);
  }

  /** Computes the figure for drawn groups; draws without one kind of images are left out. */
  private double[] draws(Figure figure) {
    Random random = new Random(seed);
    double[] drawn = new double[DRAWS];
    int kept = 0;
    for (int draw = 0; draw < DRAWS; draw++) {
      int[] weights = new int[groups];
      for (int i = 0; i < groups; i++) {
        weights[random.nextInt(groups)]++;
      }
      double value = figure.of(weights);
      if (!Double.isNaN(value)) {
        drawn[kept++] = value;
      }
    }
    double[] sorted = Arrays.copyOf(drawn, kept);
    Arrays.sort(sorted);
    return sorted;
  }

  private static double quantile(double[] sorted, double q) {
    return sorted[(int) Math.round(q * (sorted.length - 1))];
  }

  private static double weighted(int[] weights, int[] counts) {
    return IntStream.range(0, weights.length).mapToDouble(i -> weights[i] * counts[i]).sum();
  }

  /** Returns the area with ties counted half, as {@link Detection#auroc()} does. */
  private double auroc(int[] weights) {
    double sum = 0;
    long normals = 0;
    long anomalies = 0;
    int i = 0;
    while (i < ascending.length) {
      double distance = ascending[i].distance();
      long tiedNormals = 0;
      long tiedAnomalies = 0;
      for (; i < ascending.length && ascending[i].distance() == distance; i++) {
        if (ascending[i].anomalous()) {
          tiedAnomalies += weights[ascending[i].group()];
        } else {
          tiedNormals += weights[ascending[i].group()];
        }
      }
      sum += tiedAnomalies * (normals + tiedNormals / 2.0);
      normals += tiedNormals;
      anomalies += tiedAnomalies;
    }
    return sum / normals / anomalies;
  }
}
