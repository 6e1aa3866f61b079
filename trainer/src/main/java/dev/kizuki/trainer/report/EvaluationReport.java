package dev.kizuki.trainer.report;

import com.samskivert.mustache.Mustache;
import dev.kizuki.evidence.HeatMap;
import dev.kizuki.model.ModelFile;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.scoring.GraphRunner;
import dev.kizuki.trainer.data.DataSet;
import dev.kizuki.trainer.data.Masks;
import dev.kizuki.trainer.evaluation.Evaluation;
import dev.kizuki.trainer.evaluation.TestScores;
import dev.kizuki.trainer.progress.Progress;
import dev.kizuki.trainer.vae.Epoch;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Writes an evaluation as one page without external resources, {@code report.html}, and the counts
 * at all thresholds as {@code sweep.csv}. The page shows images of the data set.
 */
public final class EvaluationReport {
  /** The parts of the page that are counted as progress: four of figures, four galleries. */
  private static final int PARTS = 8;

  private static final int LEGEND_WIDTH = 256;

  private final Path modelPath;
  private final ModelMetadata metadata;
  private final DataSet data;
  private final Optional<Masks> masks;
  private final TestScores scores;
  private final Evaluation evaluation;

  /**
   * @param modelPath the model file; the curves of its training are beside it, if there are any
   * @param masks the masks of the anomalous test images, if there are any
   */
  public EvaluationReport(
      Path modelPath,
      ModelMetadata metadata,
      DataSet data,
      Optional<Masks> masks,
      TestScores scores,
      Evaluation evaluation) {
    this.modelPath = modelPath;
    this.metadata = metadata;
    this.data = data;
    this.masks = masks;
    this.scores = scores;
    this.evaluation = evaluation;
  }

  /** A row of a table. */
  record Row(String name, String images, String auroc, String recall) {}

  /** Writes the page and the table. */
  public void write(Path folder, Progress progress) {
    try (Reader template = template("report.html");
        GraphRunner model =
            new GraphRunner(ModelFile.read(modelPath).bytes(), metadata.preprocessing())) {
      Files.createDirectories(folder);
      Files.writeString(
          folder.resolve("report.html"),
          Mustache.compiler()
              .withLoader(name -> template("report-%s.html".formatted(name)))
              .compile(template)
              .execute(page(model, progress)));
      if (!evaluation.sweep().isEmpty()) {
        Files.write(folder.resolve("sweep.csv"), sweep());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the report to " + folder, e);
    }
  }

  private static Reader template(String name) {
    return new InputStreamReader(
        Objects.requireNonNull(EvaluationReport.class.getResourceAsStream("/" + name), name),
        StandardCharsets.UTF_8);
  }

  private Map<String, Object> page(GraphRunner model, Progress progress) {
    progress.begin("Drawing the report", PARTS);
    Map<String, Object> page = new HashMap<>();
    page.put("title", metadata.title());
    page.put("images", evaluation.images());
    page.put("facts", evaluation.facts());
    page.put("labels", labels());
    page.put("anomalous", !evaluation.byLabel().isEmpty());
    page.put("baselines", baselines());
    page.put("compared", !evaluation.baselines().isEmpty());
    page.put("training", training());
    page.put("latents", new LatentFigures(metadata, data, scores, model).all(progress));
    progress.advance();
    page.put("detection", new DetectionFigures(metadata, scores, evaluation).all());
    progress.advance();
    page.put("galleries", new Galleries(metadata, data, masks, scores, model).all(progress));
    page.put("maps", model.hasOutput(ModelMetadata.MAP));
    page.put("masks", masks.isPresent());
    page.put("legend", DataUri.png(HeatMap.legend(LEGEND_WIDTH)));
    page.put("chartWidth", Charts.WIDTH);
    page.put("chartHeight", Charts.HEIGHT);
    return page;
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
                    Evaluation.auroc(entry.getValue()),
                    "%.3f".formatted(entry.getValue().recall())))
        .toList();
  }

  private List<Row> baselines() {
    List<Row> rows = new ArrayList<>();
    evaluation
        .auroc()
        .ifPresent(auroc -> rows.add(new Row("this model", "", "%.4f".formatted(auroc), "")));
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
