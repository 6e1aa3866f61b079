package dev.kizuki.trainer.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The sizes of some images. */
public final class ImageSizes {
  private final List<Size> sizes = new ArrayList<>();

  /**
   * One size.
   *
   * @param width the width, in pixels
   * @param height the height, in pixels
   */
  public record Size(int width, int height) {
    long area() {
      return (long) width * height;
    }

    double aspect() {
      return (double) width / height;
    }

    @Override
    public String toString() {
      return "%d x %d".formatted(width, height);
    }
  }

  void add(int width, int height) {
    sizes.add(new Size(width, height));
  }

  /** Returns how many different sizes there are. */
  public int different() {
    return (int) sizes.stream().distinct().count();
  }

  /** Returns the median of the areas with the median of the aspects, in pixels, rounded. */
  Size typical() {
    double area = median(sizes.stream().map(size -> (double) size.area()).toList());
    double aspect = medianAspect();
    return new Size(
        (int) Math.max(1, Math.round(Math.sqrt(area * aspect))),
        (int) Math.max(1, Math.round(Math.sqrt(area / aspect))));
  }

  /** Returns the median of width / height. */
  double medianAspect() {
    return median(sizes.stream().map(Size::aspect).toList());
  }

  /** Returns the share of images whose aspect differs from the median by more than a factor. */
  double shareOfOtherAspects(double factor) {
    double median = medianAspect();
    long others =
        sizes.stream()
            .filter(size -> size.aspect() > median * factor || size.aspect() < median / factor)
            .count();
    return (double) others / sizes.size();
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  /** One phrase for people. */
  @Override
  public String toString() {
    if (sizes.isEmpty()) {
      return "none";
    }
    List<Size> byArea = sizes.stream().sorted(Comparator.comparingLong(Size::area)).toList();
    if (different() == 1) {
      return "all " + byArea.get(0);
    }
    List<Double> aspects = sizes.stream().map(Size::aspect).sorted().toList();
    return "%d different, smallest %s, median %s, largest %s; width / height from %.2f to %.2f"
        .formatted(
            different(),
            byArea.get(0),
            byArea.get(byArea.size() / 2),
            byArea.get(byArea.size() - 1),
            aspects.get(0),
            aspects.get(aspects.size() - 1));
  }
}
