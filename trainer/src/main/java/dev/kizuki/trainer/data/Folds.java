package dev.kizuki.trainer.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Divides images into folds of about the same size. Images of one group, such as one physical part,
 * are always in the same fold.
 */
public final class Folds {
  /** The usual number of folds. More folds take longer and change the distances little. */
  public static final int USUAL_COUNT = 10;

  private final int[] foldOf;
  private final int count;

  private Folds(int[] foldOf, int count) {
    this.foldOf = foldOf;
    this.count = count;
  }

  /**
   * Divides {@code size} images.
   *
   * @param most the largest number of folds, at least 2; fewer groups give fewer folds
   * @param groupOf the group of an image, by its position
   * @param seed the same seed gives the same folds
   * @throws DataException if all images belong to one group
   */
  public static Folds of(int size, int most, IntFunction<String> groupOf, long seed) {
    Map<String, List<Integer>> byGroup = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      byGroup.computeIfAbsent(groupOf.apply(i), group -> new ArrayList<>()).add(i);
    }
    if (byGroup.size() < 2) {
      throw new DataException("All images belong to one group: they cannot be divided into folds");
    }
    List<List<Integer>> groups = new ArrayList<>(byGroup.values());
    Collections.shuffle(groups, new Random(seed));
    int count = Math.min(most, groups.size());
    int[] sizes = new int[count];
    int[] foldOf = new int[size];
    for (List<Integer> group : groups) {
      int smallest = IntStream.range(0, count).reduce(0, (a, b) -> sizes[b] < sizes[a] ? b : a);
      sizes[smallest] += group.size();
      group.forEach(i -> foldOf[i] = smallest);
    }
    return new Folds(foldOf, count);
  }

  /** The number of folds. */
  public int count() {
    return count;
  }

  /** The fold of an image, from 0. */
  public int foldOf(int image) {
    return foldOf[image];
  }

  /** The images of a fold, ascending. */
  public int[] inside(int fold) {
    return IntStream.range(0, foldOf.length).filter(i -> foldOf[i] == fold).toArray();
  }

  /** The images of all other folds, ascending. */
  public int[] outside(int fold) {
    return IntStream.range(0, foldOf.length).filter(i -> foldOf[i] != fold).toArray();
  }

  @Override
  public String toString() {
    return Arrays.toString(foldOf);
  }
}
