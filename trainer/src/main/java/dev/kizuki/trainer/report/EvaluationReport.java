package dev.kizuki.trainer.report;

import com.samskivert.mustache.Mustache;
import dev.kizuki.model.ModelFile;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.trainer.data.DataSet;
import dev.kizuki.trainer.evaluation.Evaluation;
import dev.kizuki.trainer.evaluation.TestScores;
import dev.kizuki.trainer.vae.Epoch;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Writes an evaluation as one page without external resources, {@code report.html}, and the counts
 * at all thresholds as {@code sweep.csv}. The page shows images of the data set.
 */
public final class EvaluationReport {
  private final Path modelPath;
  private final ModelMetadata metadata;
  private final DataSet data;
  private final TestScores scores;
  private final Evaluation evaluation;

  /**
   * @param modelPath the model file; the curves of its training are beside it, if there are any
   */
  public EvaluationReport(
      Path modelPath,
      ModelMetadata metadata,
      DataSet data,
      TestScores scores,
      Evaluation evaluation) {
    this.modelPath = modelPath;
    this.metadata = metadata;
    this.data = data;
    this.scores = scores;
    this.evaluation = evaluation;
  }

  /** A row of a table. */
  record Row(String name, String images, String auroc, String recall) {}

  /** Writes the page and the table. */
  public void write(Path folder) {
    try (Reader template =
            new InputStreamReader(
                Objects.requireNonNull(
                    EvaluationReport.class.getResourceAsStream("/report.html"), "report.html"),
                StandardCharsets.UTF_8);
        GraphRunner model =
            new GraphRunner(ModelFile.read(modelPath).bytes(), metadata.preprocessing())) {
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve("report.html"),
          Mustache.compiler().compile(template).execute(page(model)));
      Files.write(folder.resolve("sweep.csv"), sweep());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the report to " + folder, e);
    }
  }

  private Map<String, Object> page(GraphRunner model) {
    return Map.of(
        "title", metadata.title(),
        "text", evaluation.text(),
        "labels", labels(),
        "baselines", baselines(),
        "training", training(),
        "latents", new LatentFigures(metadata, data, scores, model).all(),
        "detection", new DetectionFigures(metadata, scores, evaluation).all(),
        "galleries", new Galleries(metadata, data, scores, model).all());
  }

  private List<String> sweep() {
    List<String> lines = new ArrayList<>();
    lines.add("threshold,precision,recall,f");
    for (Evaluation.Operating each : evaluation.sweep()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%.6g,%.4f,%.4f,%.4f",
              each.threshold(),
              each.precision(),
              each.recall(),
              each.f()));
    }
    return lines;
  }

  private List<Row> labels() {
    return evaluation.byLabel().entrySet().stream()
        .map(
            entry ->
                new Row(
                    entry.getKey(),
                    Integer.toString(entry.getValue().images()),
                    "%.4f".formatted(entry.getValue().auroc()),
                    "%.3f".formatted(entry.getValue().recall())))
        .toList();
  }

  private List<Row> baselines() {
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("this model", "", "%.4f".formatted(evaluation.auroc()), ""));
    evaluation
        .baselines()
        .forEach((name, auroc) -> rows.add(new Row(name, "", "%.4f".formatted(auroc), "")));
    return rows;
  }

  private List<Figure> training() {
    String stem = modelPath.getFileName().toString().replaceFirst("\\.onnx$", "");
    List<Epoch> epochs = TrainingReport.read(modelPath.resolveSibling(stem + "-training"));
    return epochs.isEmpty()
        ? List.of()
        : List.of(
            Figure.of(TrainingReport.loss(epochs), "The losses after each epoch."),
            Figure.of(TrainingReport.mu(epochs), "The prior has a mean of 0."),
            Figure.of(
                TrainingReport.sigma(epochs),
                "The prior has a sigma of 1; near it, dimensions are not used."));
  }
}
