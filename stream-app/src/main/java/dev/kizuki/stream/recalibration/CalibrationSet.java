package dev.kizuki.stream.recalibration;

import dev.kizuki.model.Calibration;
import dev.kizuki.model.Sha256;
import dev.kizuki.stream.incident.JudgedTimes;
import dev.kizuki.stream.incident.JudgedTimes.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The images of a history that people or the service hold for normal, and the number of images that
 * were left out.
 *
 * <p>Images of incidents that were judged false count as normal. Images of incidents that were
 * judged real, of incidents that nobody has decided, and of faulty cameras are left out. The same
 * bytes from the same device count once: they are one image that was delivered again.
 *
 * @param images the images, by time
 * @param judgedFalse the images among them that belong to an incident that was judged false
 * @param leftOut the images that were left out, for each standing
 * @param repeated the images that were left out because they are a repetition
 */
public record CalibrationSet(
    List<HistoryImage> images,
    List<Judged> judgedFalse,
    Map<Span.Standing, List<Judged>> leftOut,
    int repeated) {
  /** An image and the incident that it belongs to. */
  public record Judged(HistoryImage image, Span span) {}

  public CalibrationSet {
    images = List.copyOf(images);
    judgedFalse = List.copyOf(judgedFalse);
    leftOut = Map.copyOf(leftOut);
  }

  /**
   * Takes the images that were drawn and are normal.
   *
   * @param history the images of the history in any order
   */
  public static CalibrationSet of(List<HistoryImage> history, JudgedTimes times) {
    Map<String, Float> seen = seen(history, times);
    List<HistoryImage> kept = new ArrayList<>();
    List<Judged> judgedFalse = new ArrayList<>();
    Map<Span.Standing, List<Judged>> leftOut = new HashMap<>();
    Set<String> known = new HashSet<>();
    int repeated = 0;
    for (HistoryImage image : byTime(history)) {
      if (!image.drawn()) {
        continue;
      }
      Optional<Span> span = times.of(image.device(), image.at());
      Optional<Span.Standing> standing = span.map(each -> standing(image, each, seen));
      if (standing.isPresent() && standing.get() != Span.Standing.FALSE_ALARM) {
        leftOut
            .computeIfAbsent(standing.get(), each -> new ArrayList<>())
            .add(new Judged(image, span.get()));
      } else if (!known.add(image.device() + "\n" + image.sha256())) {
        repeated++;
      } else {
        kept.add(image);
        span.ifPresent(each -> judgedFalse.add(new Judged(image, each)));
      }
    }
    return new CalibrationSet(kept, judgedFalse, leftOut, repeated);
  }

  private static List<HistoryImage> byTime(List<HistoryImage> history) {
    return history.stream()
        .sorted(
            Comparator.comparing(HistoryImage::at)
                .thenComparing(HistoryImage::partition)
                .thenComparing(HistoryImage::offset))
        .toList();
  }

  /** The largest distance that a person can have seen of each incident that was judged false. */
  private static Map<String, Float> seen(List<HistoryImage> history, JudgedTimes times) {
    Map<String, Float> seen = new HashMap<>();
    for (HistoryImage image : history) {
      times
          .of(image.device(), image.at())
          .filter(span -> span.standing() == Span.Standing.FALSE_ALARM && isSeen(image, span))
          .ifPresent(span -> seen.merge(span.incident().id(), image.distance(), Math::max));
    }
    return seen;
  }

  private static boolean isSeen(HistoryImage image, Span span) {
    return span.judgedAt().map(judged -> !image.at().isAfter(judged)).orElse(false);
  }

  /** A person has not judged what became worse after the judgement. */
  private static Span.Standing standing(HistoryImage image, Span span, Map<String, Float> seen) {
    boolean isWorse =
        span.standing() == Span.Standing.FALSE_ALARM
            && !isSeen(image, span)
            && image.distance() > seen.getOrDefault(span.incident().id(), 0f);
    return isWorse ? Span.Standing.UNDECIDED : span.standing();
  }

  /** The number of images that were left out for a standing. */
  public int leftOut(Span.Standing standing) {
    return leftOut.getOrDefault(standing, List.of()).size();
  }

  /** The images of each device, by time. */
  public Map<String, List<HistoryImage>> byDevice() {
    return images.stream()
        .collect(Collectors.groupingBy(HistoryImage::device, TreeMap::new, Collectors.toList()));
  }

  /**
   * The distances of the images.
   *
   * @throws IllegalArgumentException if there is no image
   */
  public Calibration calibration() {
    float[] distances = new float[images.size()];
    for (int i = 0; i < distances.length; i++) {
      distances[i] = images.get(i).distance();
    }
    return new Calibration(distances);
  }

  /** The SHA-256 of the digests of the images, one in a line, by time. */
  public String sha256() {
    return sha256(images);
  }

  /** The SHA-256 of the digests of images, one in a line. */
  static String sha256(List<HistoryImage> images) {
    String lines = images.stream().map(HistoryImage::sha256).collect(Collectors.joining("\n"));
    return new Sha256().of(lines.getBytes(StandardCharsets.UTF_8));
  }
}
