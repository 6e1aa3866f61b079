package dev.kizuki.trainer.evaluation;

import dev.kizuki.scoring.ImageJudge;
import dev.kizuki.scoring.Model;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.trainer.data.DataException;
import dev.kizuki.trainer.data.DataSet;
import dev.kizuki.trainer.data.LabelledImage;
import dev.kizuki.trainer.progress.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The test images of a data set with their distances, computed with the code of the service.
 *
 * @param normal the label of the normal images
 * @param byLabel the images of each label that could be scored
 * @param failed the names of the images that could not be read or scored, with the reason
 */
public record TestScores(
    String normal, SortedMap<String, List<ScoredImage>> byLabel, Map<String, String> failed) {
  private static final int SHOWN_FAILURES = 20;

  /** An image and its distance. */
  public record ScoredImage(LabelledImage image, double distance) {}

  /**
   * Scores the test images. One kind of images may be missing.
   *
   * @param anomalous the labels that count as anomalous; empty for all labels other than the normal
   *     one
   * @throws DataException if a label of {@code anomalous} has no test images, or no image could be
   *     scored
   */
  public static TestScores of(
      Model model, DataSet data, String normal, List<String> anomalous, Progress progress) {
    SortedMap<String, List<LabelledImage>> test = new TreeMap<>();
    for (LabelledImage image : data.test()) {
      boolean wanted =
          image.label().equals(normal) || anomalous.isEmpty() || anomalous.contains(image.label());
      if (wanted) {
        test.computeIfAbsent(image.label(), label -> new ArrayList<>()).add(image);
      }
    }
    requireImages(data, test, normal, anomalous);
    progress.begin("Scoring", test.values().stream().mapToInt(List::size).sum());
    SortedMap<String, List<ScoredImage>> byLabel = new TreeMap<>();
    Map<String, String> failed = new TreeMap<>();
    try (ImageJudge judge = new ImageJudge(model, data.decoder())) {
      for (Map.Entry<String, List<LabelledImage>> entry : test.entrySet()) {
        byLabel.put(entry.getKey(), scored(judge, entry.getValue(), failed, progress));
      }
    }
    TestScores scores = new TestScores(normal, byLabel, failed);
    if (scores.all().isEmpty()) {
      throw new DataException(
          "None of the %d test images could be scored:\n%s"
              .formatted(failed.size(), lines(failed)));
    }
    return scores;
  }

  private static void requireImages(
      DataSet data, Map<String, ?> test, String normal, List<String> anomalous) {
    if (test.isEmpty() || !test.keySet().containsAll(anomalous)) {
      throw new DataException(
          "Evaluation needs test images labelled '%s' or others%s; the test part holds %s"
                  .formatted(
                      normal,
                      anomalous.isEmpty() ? "" : " among " + anomalous,
                      DataSet.labels(data.test()))
              + " (folders test/<label>, or t10k IDX files)");
    }
  }

  private static List<ScoredImage> scored(
      ImageJudge judge, List<LabelledImage> images, Map<String, String> failed, Progress progress) {
    List<ScoredImage> scored = new ArrayList<>();
    for (int start = 0; start < images.size(); start += ImageJudge.DEFAULT_BATCH) {
      List<LabelledImage> readable = new ArrayList<>();
      List<byte[]> payloads = new ArrayList<>();
      List<LabelledImage> batch =
          images.subList(start, Math.min(images.size(), start + ImageJudge.DEFAULT_BATCH));
      for (LabelledImage image : batch) {
        image
            .read(failed)
            .ifPresent(
                payload -> {
                  readable.add(image);
                  payloads.add(payload);
                });
      }
      List<Verdict> verdicts = judge.judge(payloads);
      for (int i = 0; i < verdicts.size(); i++) {
        if (verdicts.get(i) instanceof Verdict.Scored verdict) {
          scored.add(new ScoredImage(readable.get(i), verdict.score().distance()));
        } else if (verdicts.get(i) instanceof Verdict.Rejected rejected) {
          failed.put(readable.get(i).name(), rejected.rejection().detail());
        }
      }
      batch.forEach(image -> progress.advance());
    }
    return scored;
  }

  /** Some names with reasons, one line each; the first {@value #SHOWN_FAILURES} of them. */
  public static String lines(Map<String, String> failures) {
    String lines =
        failures.entrySet().stream()
            .limit(SHOWN_FAILURES)
            .map(image -> "  %s: %s".formatted(image.getKey(), image.getValue()))
            .collect(Collectors.joining("\n"));
    int more = failures.size() - SHOWN_FAILURES;
    return more > 0 ? lines + "\n  and %d more".formatted(more) : lines;
  }

  /** The normal images. */
  public List<ScoredImage> normals() {
    return byLabel.getOrDefault(normal, List.of());
  }

  /** The images of all other labels. */
  public List<ScoredImage> anomalies() {
    return byLabel.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(normal))
        .flatMap(entry -> entry.getValue().stream())
        .toList();
  }

  /** All images: the normal ones, then the others. */
  public List<ScoredImage> all() {
    return Stream.concat(normals().stream(), anomalies().stream()).toList();
  }

  /** Returns whether there are both normal and anomalous images. */
  public boolean hasBoth() {
    return !normals().isEmpty() && !anomalies().isEmpty();
  }

  /**
   * The scores of the normal images against all others.
   *
   * @throws IllegalArgumentException if a kind of images is missing
   */
  public Detection detection() {
    return new Detection(distances(normals()), distances(anomalies()));
  }

  /** The scores of the normal images against one kind of anomaly. */
  Detection detection(String label) {
    return new Detection(distances(normals()), distances(byLabel.getOrDefault(label, List.of())));
  }

  /** The images without their distances. */
  public static List<LabelledImage> images(List<ScoredImage> scored) {
    return scored.stream().map(ScoredImage::image).toList();
  }

  /** The distances of the images, in the same order. */
  public static double[] distances(List<ScoredImage> images) {
    return images.stream().mapToDouble(ScoredImage::distance).toArray();
  }
}
