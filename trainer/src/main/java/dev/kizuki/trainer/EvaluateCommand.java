package dev.kizuki.trainer;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.scoring.EvidenceRunner;
import dev.kizuki.scoring.Model;
import dev.kizuki.trainer.data.DataException;
import dev.kizuki.trainer.data.DataSet;
import dev.kizuki.trainer.data.JavaMemory;
import dev.kizuki.trainer.data.Masks;
import dev.kizuki.trainer.evaluation.BaselineComparison;
import dev.kizuki.trainer.evaluation.Evaluation;
import dev.kizuki.trainer.evaluation.PixelDetection;
import dev.kizuki.trainer.evaluation.PixelMaps;
import dev.kizuki.trainer.evaluation.PixelMeasurement;
import dev.kizuki.trainer.evaluation.TestScores;
import dev.kizuki.trainer.progress.Progress;
import dev.kizuki.trainer.progress.StepProgress;
import dev.kizuki.trainer.report.EvaluationReport;
import dev.kizuki.trainer.report.ModelCard;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code kizuki evaluate}: measures a model on test images. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Scores the test images of a data set with the code of the service: AUROC, average"
            + " precision, and precision, recall and F at the model's own threshold; the false-alarm"
            + " rate that was measured against the promised one; each kind of anomaly; and detectors"
            + " without a network beside it. With normal test images alone it measures the false"
            + " alarms, with anomalous ones alone the recall. If the data set has masks"
            + " (ground_truth/<label>/<name>_mask.png or <name>.png), it measures AUROC and AUPRO of"
            + " the pixels, by the model's map or by occlusion. Exits with 0 if all test images were scored,"
            + " 1 if an image could not be read or scored; the others are measured all the same.")
final class EvaluateCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--model", required = true, paramLabel = "FILE", description = "The model.")
  private Path model = Path.of("");

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description =
          "The data set, with a test part: test/<label> (MVTec AD), test_public/<label> (MVTec AD 2),"
              + " Data/Images (VisA), or t10k IDX files.")
  private Path data = Path.of("");

  @Option(
      names = "--normal",
      paramLabel = "LABEL",
      description = "The label of the normal images. Default: the one the model was trained on.")
  private @Nullable String normal;

  @Option(
      names = "--anomalous",
      arity = "1..*",
      split = ",",
      paramLabel = "LABEL",
      description = "The labels to count as anomalous. Default: all others.")
  private List<String> anomalous = List.of();

  @Option(
      names = "--group-by",
      paramLabel = "REGEX",
      description =
          "Images whose names agree in this pattern (in its first group, if it has one) show one"
              + " physical part. The intervals then count parts and not images. Default: the"
              + " pattern of the training, if there was one.")
  private @Nullable Pattern groupBy;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description =
          "Write report.html, one page with all figures and some images of the data set, and"
              + " sweep.csv, the results at other thresholds.")
  private @Nullable Path report;

  @Option(
      names = "--card",
      description = "Write the figures into the model's card, FILE.md beside it.")
  private boolean card;

  @Option(names = "--json", description = "One JSON line instead of tables; no progress.")
  private boolean json;

  @Override
  public Integer call() {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    PrintWriter out = line.getOut();
    requireOutputs();
    DataSet set = DataSet.open(data);
    if (!json) {
      out.print(set.origin());
      out.flush();
    }
    try (Model loaded = Model.load(model);
        StepProgress steps = new StepProgress(line.getErr())) {
      Progress progress = json ? Progress.SILENT : steps;
      TestScores scores =
          JavaMemory.during(
              "scoring the test images",
              () -> TestScores.of(loaded, set, normalLabel(loaded, set), anomalous, progress));
      tellFailures(line.getErr(), "Test images that could not be scored", scores.failed());
      Optional<Masks> masks = masks(set, scores);
      Evaluation evaluation =
          Evaluation.of(
              loaded.metadata(),
              scores,
              new TestGroups(line.getErr()).of(groupBy, loaded.metadata(), scores),
              masks.map(found -> pixels(loaded, set, found, scores, progress)),
              JavaMemory.during(
                  "fitting the detectors without a network",
                  () ->
                      BaselineComparison.auroc(
                          set, loaded.metadata().preprocessing(), scores, progress)));
      out.println(json ? JsonMapper.shared().writeValueAsString(evaluation) : evaluation.text());
      out.flush();
      if (card) {
        ModelCard.writeFigures(cardFile(), evaluation, described(set));
      }
      if (report != null) {
        new EvaluationReport(model, loaded.metadata(), set, masks, scores, evaluation)
            .write(report, progress);
        if (!json) {
          out.println("Wrote " + report.resolve("report.html"));
        }
      }
      out.flush();
      return scores.failed().isEmpty() ? 0 : 1;
    }
  }

  private String normalLabel(Model loaded, DataSet set) {
    return set.normalLabel(
        normal == null
            ? loaded.metadata().provenance().settings().getOrDefault("normal", "")
            : normal);
  }

  /** The masks of the data set, if it has any and there are anomalous images. */
  private Optional<Masks> masks(DataSet set, TestScores scores) {
    return Optional.of(new Masks(data, set.decoder()))
        .filter(found -> found.existFor(TestScores.images(scores.anomalies())));
  }

  private PixelDetection pixels(
      Model loaded, DataSet set, Masks masks, TestScores scores, Progress progress) {
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    Preprocessing shape = loaded.metadata().preprocessing();
    try (EvidenceRunner runner = new EvidenceRunner(loaded, set.decoder())) {
      PixelDetection pixels =
          JavaMemory.during(
              "comparing maps with masks",
              () ->
                  PixelMeasurement.of(
                      PixelMaps.of(runner, shape), shape, set, masks, scores, progress));
      tellFailures(err, "Images that were not compared with a mask", pixels.leftOut());
      return pixels;
    }
  }

  /** Checks, before the images are scored, that the results can be written. */
  private void requireOutputs() {
    if (card && !Files.isRegularFile(cardFile())) {
      throw new DataException("There is no card %s beside the model".formatted(cardFile()));
    }
    if (report != null) {
      try {
        Files.createDirectories(report);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot make the folder " + report, e);
      }
      if (!Files.isWritable(report)) {
        throw new DataException("the folder %s cannot be written to".formatted(report));
      }
    }
  }

  private Path cardFile() {
    return model.resolveSibling(model.getFileName().toString().replaceFirst("\\.onnx$", ".md"));
  }

  private static void tellFailures(PrintWriter err, String what, Map<String, String> failures) {
    if (!failures.isEmpty()) {
      err.printf("%s (%d):%n", what, failures.size());
      err.println(TestScores.lines(failures));
      err.flush();
    }
  }

  /** The name of the folder. A card is copied to other machines, so it must not contain paths. */
  private String described(DataSet set) {
    return "`%s`, %d images"
        .formatted(data.toAbsolutePath().normalize().getFileName(), set.test().size());
  }
}
