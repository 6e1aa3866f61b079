package dev.kizuki.trainer.data;

import dev.kizuki.trainer.progress.Progress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The groups of images that must stay in one fold: images that the user's pattern puts together,
 * and near duplicates. A group is joined over any number of steps: if A resembles B and B resembles
 * C, all three are one group.
 */
public final class ImageGroups {
  /**
   * The largest share of the images in one group of near duplicates. Where all images look alike,
   * near duplicates form chains that join almost all of them, and there would be no folds.
   */
  private static final double LARGEST_SHARE = 0.2;

  private final int[] groupOf;
  private final int count;
  private final List<NearDuplicates.Likeness> joined;
  private final int refused;

  private ImageGroups(int[] groupOf, List<NearDuplicates.Likeness> joined, int refused) {
    this.groupOf = groupOf;
    this.count = (int) Arrays.stream(groupOf).distinct().count();
    this.joined = List.copyOf(joined);
    this.refused = refused;
  }

  /**
   * Finds the groups.
   *
   * @param named the user's group of an image, by its position; its own for each image if the user
   *     gave none
   */
  public static ImageGroups of(PixelStore images, IntFunction<String> named, Progress progress) {
    return of(images.size(), named, NearDuplicates.within(images, progress));
  }

  static ImageGroups of(
      int size, IntFunction<String> named, List<NearDuplicates.Likeness> nearDuplicates) {
    int[] user = byName(size, named);
    int[] all = user.clone();
    nearDuplicates.forEach(pair -> join(all, pair.first(), pair.second()));
    int[] joined = IntStream.range(0, size).map(i -> first(all, i)).toArray();
    int largest = largest(joined);
    return largest > LARGEST_SHARE * size && largest > largest(user)
        ? new ImageGroups(user, List.of(), largest)
        : new ImageGroups(joined, nearDuplicates, 0);
  }

  /** Returns, for each image, the first image of the same name. */
  private static int[] byName(int size, IntFunction<String> named) {
    Map<String, Integer> firsts = new HashMap<>();
    return IntStream.range(0, size)
        .map(i -> firsts.computeIfAbsent(named.apply(i), name -> i))
        .toArray();
  }

  /** Joins the groups of two images, as in Tarjan's union-find. */
  private static void join(int[] parents, int a, int b) {
    int first = first(parents, a);
    int second = first(parents, b);
    parents[Math.max(first, second)] = Math.min(first, second);
  }

  /** The first image of a group. Halves the path to it. */
  private static int first(int[] parents, int image) {
    int current = image;
    while (parents[current] != current) {
      parents[current] = parents[parents[current]];
      current = parents[current];
    }
    return current;
  }

  private static int largest(int[] groupOf) {
    int[] sizes = new int[groupOf.length];
    for (int group : groupOf) {
      sizes[group]++;
    }
    return Arrays.stream(sizes).max().orElse(0);
  }

  /** The number of groups. */
  public int count() {
    return count;
  }

  /** The group of an image, as {@link Folds} takes it. */
  public String of(int image) {
    return Integer.toString(groupOf[image]);
  }

  /**
   * Tells the near duplicates in one sentence.
   *
   * @param names the names of the images
   * @return empty if there are none
   */
  public Optional<String> describe(List<String> names) {
    int size = groupOf.length;
    if (refused > 0) {
      return Optional.of(
          "WARNING: near duplicates join %d of %d images to one group, so they are not kept together: the images look too much alike. If several show one part, name the parts with --group-by"
              .formatted(refused, size));
    }
    if (joined.isEmpty()) {
      return Optional.empty();
    }
    NearDuplicates.Likeness first = joined.get(0);
    return Optional.of(
        "The %d images are %d groups, and a group stays in one fold: near duplicates such as %s and %s are one group"
            .formatted(size, count, names.get(first.first()), names.get(first.second())));
  }
}
