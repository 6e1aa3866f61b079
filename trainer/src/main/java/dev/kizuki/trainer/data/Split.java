package dev.kizuki.trainer.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;

/**
 * The split of the normal images: training images for the network, validation images for the choice
 * of the feature, and calibration images for the threshold. Images of one group, such as one
 * physical part, are always on the same side.
 *
 * @param training positions in the data set, ascending; they give weights, means and covariances
 * @param validation positions in the data set, ascending; they decide when to stop and which
 *     feature to use
 * @param calibration positions in the data set, ascending; they give the threshold and nothing
 *     else, so that its promise holds
 */
public record Split(List<Integer> training, List<Integer> validation, List<Integer> calibration) {
  /** The default share of calibration images. A small false-alarm rate needs more. */
  private static final double CALIBRATION_SHARE = 0.1;

  /** The share of validation images among the others. */
  private static final double VALIDATION_SHARE = 0.1;

  /**
   * Splits {@code size} images.
   *
   * @param groupOf the group of an image, by its position
   * @param calibrationImages the smallest number of calibration images
   * @param seed the same seed gives the same split
   * @throws DataException if too few images are left for training
   */
  public static Split of(int size, IntFunction<String> groupOf, int calibrationImages, long seed) {
    List<List<Integer>> groups = shuffledGroups(size, groupOf, seed);
    int toCalibrate = Math.max(calibrationImages, (int) Math.round(CALIBRATION_SHARE * size));
    int toValidate = Math.max(1, (int) Math.round(VALIDATION_SHARE * (size - toCalibrate)));
    List<Integer> training = new ArrayList<>();
    List<Integer> validation = new ArrayList<>();
    List<Integer> calibration = new ArrayList<>();
    for (List<Integer> group : groups) {
      if (calibration.size() < toCalibrate) {
        calibration.addAll(group);
      } else if (validation.size() < toValidate) {
        validation.addAll(group);
      } else {
        training.addAll(group);
      }
    }
    if (training.size() < calibrationImages / 2 || training.isEmpty()) {
      throw new DataException(
          "%s: of %d images, %d are for calibration, %d for validation, %d for training"
              .formatted(
                  groups.size() < size
                      ? "The groups are too large to split"
                      : "There are too few images to split",
                  size,
                  calibration.size(),
                  validation.size(),
                  training.size()));
    }
    Collections.sort(training);
    Collections.sort(validation);
    Collections.sort(calibration);
    return new Split(training, validation, calibration);
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

  /** The positions as an array, for loops over batches. */
  public static int[] indices(List<Integer> positions) {
    return positions.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The positions in random order. */
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
