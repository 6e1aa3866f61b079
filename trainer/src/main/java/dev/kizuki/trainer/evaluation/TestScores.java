package dev.kizuki.trainer.evaluation;

import dev.kizuki.scoring.ImageJudge;
import dev.kizuki.scoring.Model;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.trainer.data.DataException;
import dev.kizuki.trainer.data.DataSet;
import dev.kizuki.trainer.data.LabelledImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

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
   * Scores the test images.
   *
   * @param anomalous the labels that count as anomalous; empty for all labels other than the normal
   *     one
   * @throws DataException if the data set has no normal or no anomalous test images
   */
  public static TestScores of(Model model, DataSet data, String normal, List<String> anomalous) {
    SortedMap<String, List<LabelledImage>> test = new TreeMap<>();
    for (LabelledImage image : data.test()) {
      boolean wanted =
          image.label().equals(normal) || anomalous.isEmpty() || anomalous.contains(image.label());
      if (wanted) {
        test.computeIfAbsent(image.label(), label -> new ArrayList<>()).add(image);
      }
    }
    requireBoth(data, test, normal, anomalous);
    SortedMap<String, List<ScoredImage>> byLabel = new TreeMap<>();
    Map<String, String> failed = new TreeMap<>();
    try (ImageJudge judge = new ImageJudge(model, data.decoder())) {
      for (Map.Entry<String, List<LabelledImage>> entry : test.entrySet()) {
        byLabel.put(entry.getKey(), scored(judge, entry.getValue(), failed));
      }
    }
    TestScores scores = new TestScores(normal, byLabel, failed);
    if (scores.normals().isEmpty() || scores.anomalies().isEmpty()) {
      throw new DataException(
          "%d normal and %d anomalous test images could be scored, %d could not:\n%s"
              .formatted(
                  scores.normals().size(),
                  scores.anomalies().size(),
                  failed.size(),
                  scores.failures()));
    }
    return scores;
  }

  private static void requireBoth(
      DataSet data, Map<String, ?> test, String normal, List<String> anomalous) {
    if (!test.containsKey(normal) || test.size() < 2 || !test.keySet().containsAll(anomalous)) {
      throw new DataException(
          "Evaluation needs test images labelled '%s' and others%s; the test part holds %s"
                  .formatted(
                      normal,
                      anomalous.isEmpty() ? "" : " among " + anomalous,
                      DataSet.labels(data.test()))
              + " (folders test/<label>, or t10k IDX files)");
    }
  }

  private static List<ScoredImage> scored(
      ImageJudge judge, List<LabelledImage> images, Map<String, String> failed) {
    List<ScoredImage> scored = new ArrayList<>();
    for (int start = 0; start < images.size(); start += ImageJudge.DEFAULT_BATCH) {
      List<LabelledImage> readable = new ArrayList<>();
      List<byte[]> payloads = new ArrayList<>();
      for (LabelledImage image :
          images.subList(start, Math.min(images.size(), start + ImageJudge.DEFAULT_BATCH))) {
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
    }
    return scored;
  }

  /** The images that could not be read or scored, with the reasons; one line for each. */
  public String failures() {
    String lines =
        failed.entrySet().stream()
            .limit(SHOWN_FAILURES)
            .map(image -> "  %s: %s".formatted(image.getKey(), image.getValue()))
            .collect(Collectors.joining("\n"));
    int more = failed.size() - SHOWN_FAILURES;
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

  /** The scores of the normal images against all others. */
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
