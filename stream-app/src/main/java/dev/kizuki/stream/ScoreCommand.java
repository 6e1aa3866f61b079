package dev.kizuki.stream;

import dev.kizuki.evidence.Evidence;
import dev.kizuki.image.ImageLimits;
import dev.kizuki.image.Rejection;
import dev.kizuki.model.ServiceLimitsCheck;
import dev.kizuki.model.Threshold;
import dev.kizuki.scoring.EvidenceRunner;
import dev.kizuki.scoring.ImageJudge;
import dev.kizuki.scoring.Model;
import dev.kizuki.scoring.Score;
import dev.kizuki.scoring.Verdict;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code kizuki score}: scores image files with the same code as the service. */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    description = {
      "Scores image files without brokers, with the same code as the service.",
      "Files may have 256 MiB and 256 megapixels, as for train. The service's limits are smaller by",
      "default: if files exceed them, a warning says which keys to raise.",
      "Hidden files in folders (.DS_Store, __MACOSX, ...) are left out; links are followed.",
      "Exits with 0 if all were scored, 1 if an image was rejected or a file could not be read."
    })
final class ScoreCommand implements Callable<Integer> {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** The verdict and the reason of a file that cannot be read. */
  private static final String UNREADABLE = "unreadable";

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--model", required = true, paramLabel = "FILE", description = "The model.")
  private Path model = Path.of("");

  @Option(
      names = "--false-alarm-rate",
      paramLabel = "A",
      description =
          "The share of normal images that raise an alarm, 0 to 1. Default: the model's threshold.")
  private @Nullable Double falseAlarmRate;

  @Option(names = "--json", description = "Print one JSON object per line.")
  private boolean json;

  @Option(
      names = "--heatmap",
      paramLabel = "DIR",
      description = {
        "Write two PNG files for each image that is scored, normal ones too:",
        "<name>-heatmap.png, the map of where it is anomalous over the image, and <name>-map.png,",
        "the map by itself. Images in folders keep their folders. The scale of colours is fixed:",
        "0 is transparent, the threshold is yellow, three thresholds are red; a white line is",
        "around what exceeds the threshold. A model without a map takes up to 0.3 s an image."
      })
  private @Nullable Path heatmap;

  @Parameters(
      arity = "1..*",
      paramLabel = "IMAGE",
      description = "PNG, JPEG or BMP files, or folders.")
  private List<Path> images = List.of();

  /** One line of the output. */
  private record Line(
      String file,
      String verdict,
      @Nullable Double score,
      @Nullable Double distance,
      @Nullable Double threshold,
      @Nullable Double pValue,
      @Nullable String reason,
      @Nullable String detail) {
    static Line of(Path file, Verdict verdict) {
      String name = verdict.getClass().getSimpleName().toLowerCase(Locale.ROOT);
      if (verdict instanceof Verdict.Scored scored) {
        Score score = scored.score();
        return new Line(
            file.toString(),
            name,
            score.relative(),
            score.distance(),
            score.threshold(),
            score.pValue(),
            null,
            null);
      }
      Rejection rejection = ((Verdict.Rejected) verdict).rejection();
      return new Line(
          file.toString(),
          name,
          null,
          null,
          null,
          null,
          rejection.reason().code(),
          rejection.detail());
    }

    static Line unreadable(Path file, String why) {
      return new Line(
          file.toString(),
          UNREADABLE,
          null,
          null,
          null,
          null,
          UNREADABLE,
          "cannot be read: " + why);
    }

    String text() {
      return score == null
          ? "%-10s %-45s %s".formatted(verdict, reason + ": " + detail, file)
          : "%-10s score %-7.3f distance %-8.4g p-value %-8.4g %s"
              .formatted(verdict, score, distance, pValue, file);
    }
  }

  @Override
  public Integer call() {
    CommandLine line = Objects.requireNonNull(spec).commandLine();
    PrintWriter out = line.getOut();
    List<Path> files = ImageFiles.find(images);
    Optional<HeatMapFiles> maps =
        Optional.ofNullable(heatmap).map(folder -> new HeatMapFiles(folder, images));
    boolean allScored = true;
    ServiceLimitsCheck service = new ServiceLimitsCheck();
    try (Model loaded = Model.load(model);
        ImageJudge judge =
            new ImageJudge(
                loaded, threshold(loaded), ImageLimits.LOCAL_FILES, ImageJudge.DEFAULT_BATCH);
        EvidenceRunner evidence =
            new EvidenceRunner(
                loaded,
                threshold(loaded),
                ImageLimits.LOCAL_FILES,
                EvidenceRunner.DEFAULT_BUDGET)) {
      ScoringProgress progress = new ScoringProgress(line.getErr(), files.size(), System::nanoTime);
      int start = 0;
      while (start < files.size()) {
        int end = ImageFiles.endOfBatch(files, start, ImageJudge.DEFAULT_BATCH);
        List<Path> batch = files.subList(start, end);
        List<ImageFiles.Content> contents = batch.stream().map(ImageFiles::read).toList();
        for (Line each : lines(judge, batch, contents, service)) {
          allScored &= each.score() != null;
          out.println(json ? JSON.writeValueAsString(each) : each.text());
        }
        maps.ifPresent(to -> writeMaps(to, evidence, batch, contents));
        start = end;
        progress.show(end);
      }
      out.flush();
      service
          .sentence(loaded.metadata().preprocessing())
          .ifPresent(sentence -> line.getErr().println("WARNING: " + sentence));
    }
    return allScored ? 0 : 1;
  }

  /** Writes the heat maps of the files that can be scored. */
  private static void writeMaps(
      HeatMapFiles maps,
      EvidenceRunner runner,
      List<Path> files,
      List<ImageFiles.Content> contents) {
    for (int i = 0; i < files.size(); i++) {
      if (contents.get(i) instanceof ImageFiles.Content.Payload payload
          && runner.explain(payload.bytes()) instanceof Evidence evidence) {
        maps.write(files.get(i), evidence);
      }
    }
  }

  /** Scores some files; a file that cannot be read does not stop the others. */
  private static List<Line> lines(
      ImageJudge judge,
      List<Path> files,
      List<ImageFiles.Content> contents,
      ServiceLimitsCheck service) {
    List<byte[]> payloads = payloads(contents);
    payloads.forEach(service::add);
    Iterator<Verdict> verdicts = judge.judge(payloads).iterator();
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      lines.add(
          contents.get(i) instanceof ImageFiles.Content.Unreadable unreadable
              ? Line.unreadable(files.get(i), unreadable.reason())
              : Line.of(files.get(i), verdicts.next()));
    }
    return lines;
  }

  private static List<byte[]> payloads(List<ImageFiles.Content> contents) {
    return contents.stream()
        .filter(ImageFiles.Content.Payload.class::isInstance)
        .map(content -> ((ImageFiles.Content.Payload) content).bytes())
        .toList();
  }

  private Threshold threshold(Model loaded) {
    return falseAlarmRate == null
        ? loaded.metadata().threshold()
        : loaded.metadata().calibration().threshold(falseAlarmRate);
  }
}
