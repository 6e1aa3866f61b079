package dev.kizuki.trainer;

import dev.kizuki.scoring.Model;
import dev.kizuki.trainer.data.DataException;
import dev.kizuki.trainer.data.DataSet;
import dev.kizuki.trainer.data.JavaMemory;
import dev.kizuki.trainer.evaluation.Evaluation;
import dev.kizuki.trainer.evaluation.TestScores;
import dev.kizuki.trainer.report.EvaluationReport;
import dev.kizuki.trainer.report.ModelCard;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
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
            + " without a network beside it. Exits with 0 if all test images were scored, 1 if an"
            + " image could not be read or scored; the others are measured all the same.")
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
      names = "--report",
      paramLabel = "DIR",
      description =
          "Write report.html, one page with all figures and some images of the data set, and"
              + " sweep.csv, what other thresholds would give.")
  private @Nullable Path report;

  @Option(
      names = "--card",
      description = "Write the figures into the model's card, FILE.md beside it.")
  private boolean card;

  @Option(names = "--json", description = "One JSON line instead of tables.")
  private boolean json;

  @Override
  public Integer call() {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    PrintWriter out = line.getOut();
    boolean allScored;
    requireOutputs();
    DataSet set = DataSet.open(data);
    if (!json) {
      out.print(set.origin());
      out.flush();
    }
    try (Model loaded = Model.load(model)) {
      String asked =
          normal == null
              ? loaded.metadata().provenance().settings().getOrDefault("normal", "")
              : normal;
      TestScores scores =
          JavaMemory.during(
              "scoring the test images",
              () -> TestScores.of(loaded, set, set.normalLabel(asked), anomalous));
      allScored = scores.failed().isEmpty();
      tellFailures(line.getErr(), scores);
      Evaluation evaluation =
          JavaMemory.during(
              "fitting the detectors without a network", () -> Evaluation.of(loaded, set, scores));
      out.println(json ? JsonMapper.shared().writeValueAsString(evaluation) : evaluation.text());
      if (card) {
        ModelCard.writeFigures(cardFile(), evaluation, described(set));
      }
      if (report != null) {
        new EvaluationReport(model, loaded.metadata(), set, scores, evaluation).write(report);
        if (!json) {
          out.println("Wrote " + report.resolve("report.html"));
        }
      }
    }
    out.flush();
    return allScored ? 0 : 1;
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

  private static void tellFailures(PrintWriter err, TestScores scores) {
    if (!scores.failed().isEmpty()) {
      err.printf("Test images that could not be scored (%d):%n", scores.failed().size());
      err.println(scores.failures());
      err.flush();
    }
  }

  /** The name of the folder. A card is copied to other machines, so it must not contain paths. */
  private String described(DataSet set) {
    return "`%s`, %d images"
        .formatted(data.toAbsolutePath().normalize().getFileName(), set.test().size());
  }
}
