package dev.kizuki.stream.replay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Keeps the images with the highest scores. Not thread-safe. */
final class DifferentImages {
  private static final Comparator<DifferentImage> BY_SCORE =
      Comparator.comparingDouble(DifferentImage::highest);

  private final int most;
  private final PriorityQueue<DifferentImage> images = new PriorityQueue<>(BY_SCORE);

  DifferentImages(int most) {
    this.most = most;
  }

  void add(DifferentImage image) {
    images.add(image);
    if (images.size() > most) {
      images.poll();
    }
  }

  /** The images, the highest score first. */
  List<DifferentImage> list() {
    List<DifferentImage> list = new ArrayList<>(images);
    list.sort(BY_SCORE.reversed());
    return list;
  }
}
