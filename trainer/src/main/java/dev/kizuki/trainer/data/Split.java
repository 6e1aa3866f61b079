package dev.kizuki.trainer.data;

import dev.kizuki.model.Calibration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * Which normal images the network learns from and which only calibrate the threshold. Images of one
 * group (one physical part, say) are never on both sides.
 *
 * @param training positions in the data set, ascending
 * @param calibration positions in the data set, ascending
 */
public record Split(List<Integer> training, List<Integer> calibration) {
  /** The share of the images that is held out, where the false-alarm rate does not need more. */
  private static final double CALIBRATION_SHARE = 0.1;

  /**
   * Splits {@code size} images.
   *
   * @param groupOf the group of an image; images of one group stay together
   * @param seed the same seed gives the same split
   * @throws DataException if the calibration part would take more than half of the images; the
   *     message says how many are needed
   */
  public static Split of(int size, IntFunction<String> groupOf, double falseAlarmRate, long seed) {
    int needed = Calibration.imagesNeededFor(falseAlarmRate);
    if (size < 2 * needed) {
      throw new DataException(
          "There are %d normal images, too few to promise a false-alarm rate of %s: that takes %d"
                  .formatted(size, falseAlarmRate, 2 * needed)
              + " (%d to calibrate, as many to learn from). Add images, or ask for a higher rate:"
                  .formatted(needed)
              + " --false-alarm-rate %.4f".formatted(lowestRate(size)));
    }
    List<List<Integer>> groups = shuffledGroups(size, groupOf, seed);
    int wanted = Math.max(needed, (int) Math.round(CALIBRATION_SHARE * size));
    List<Integer> training = new ArrayList<>();
    List<Integer> calibration = new ArrayList<>();
    for (List<Integer> group : groups) {
      (calibration.size() < wanted ? calibration : training).addAll(group);
    }
    if (training.size() < needed) {
      throw new DataException(
          "The groups are too large to split: %d images would calibrate, %d train"
              .formatted(calibration.size(), training.size()));
    }
    Collections.sort(training);
    Collections.sort(calibration);
    return new Split(training, calibration);
  }

  /** The lowest rate that so many images can promise, rounded up to four digits. */
  private static double lowestRate(int size) {
    return Math.min(0.5, Math.ceil(1e4 / (size / 2 + 1)) / 1e4);
  }

  private static List<List<Integer>> shuffledGroups(
      int size, IntFunction<String> groupOf, long seed) {
    Map<String, List<Integer>> byGroup = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      byGroup.computeIfAbsent(groupOf.apply(i), group -> new ArrayList<>()).add(i);
    }
    List<List<Integer>> groups = new ArrayList<>(byGroup.values());
    Collections.shuffle(groups, new Random(seed));
    return groups;
  }

  /** Positions as an array, for loops over batches. */
  public static int[] indices(List<Integer> positions) {
    return positions.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The same positions in an order that the generator chooses. */
  public static int[] shuffled(int[] positions, Random random) {
    int[] shuffled = Arrays.copyOf(positions, positions.length);
    for (int i = shuffled.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = shuffled[i];
      shuffled[i] = shuffled[j];
      shuffled[j] = swap;
    }
    return shuffled;
  }
}
