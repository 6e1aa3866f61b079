package dev.kizuki.stream.recalibration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.model.Calibration;
import dev.kizuki.model.ModelMetadata;
import dev.kizuki.model.OnnxFile;
import dev.kizuki.stream.incident.IncidentKind;
import dev.kizuki.stream.incident.Judgement.Verdict;
import dev.kizuki.stream.recalibration.PoisonedPlant.Change;
import dev.kizuki.stream.recalibration.PoisonedPlant.Defects;
import dev.kizuki.stream.recalibration.PoisonedPlant.Mistake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What a recalibration does if people judge real defects false, by mistake or malice. Writes the
 * tables of GUARANTEES.md to target.
 */
class PoisoningTest {
  private static final Path MODEL = Path.of("../onnx-models/models/demo-flanges.onnx");
  private static final Path PARTS = Path.of("../onnx-models/models/demo-parts.onnx");
  private static final int RUNS = 20;

  private static final Defects FAINT = new Defects("faint", 1.2, 0.1);
  private static final Defects MEDIUM = new Defects("medium", 1.7, 0.2);
  private static final Defects STRONG = new Defects("strong", 3, 0.3);

  private static final Mistake NONE = new Mistake("none", 0.01, 0, false);
  private static final Mistake FIVE_PERCENT = new Mistake("5 % of the defects", 0.01, 0.05, false);
  private static final Mistake EACH = new Mistake("each defect, 1 % of the images", 0.01, 1, false);
  private static final Mistake MANY = new Mistake("each defect, 5 % of the images", 0.05, 1, false);
  private static final Mistake CAMERA =
      new Mistake("each defect, half of the images of one camera", 0.5, 1, true);

  /** The mean of some runs. */
  private record Result(
      double before,
      double insisted,
      double written,
      double raise,
      double refused,
      Map<Objection.Kind, Integer> kinds) {}

  private static Calibration model() throws IOException {
    return calibration(MODEL);
  }

  private static Calibration calibration(Path model) throws IOException {
    String json = OnnxFile.of(Files.readAllBytes(model)).metadata(ModelMetadata.KEY).orElseThrow();
    return ModelMetadata.fromJson(json).calibration();
  }

  private static Result run(Calibration model, Defects kind, Mistake mistake) {
    double before = 0;
    double insisted = 0;
    double written = 0;
    double raise = 0;
    int refused = 0;
    Map<Objection.Kind, Integer> kinds = new EnumMap<>(Objection.Kind.class);
    for (int seed = 0; seed < RUNS; seed++) {
      PoisonedPlant plant = new PoisonedPlant(model, seed);
      Recalibration result = plant.run(kind, mistake);
      double after = result.calibrated().orElseThrow().threshold().distance();
      boolean isWritten = result.isAllowed(false);
      double old = plant.recall(kind, plant.threshold());
      double next = plant.recall(kind, after);
      before += old / RUNS;
      insisted += next / RUNS;
      written += (isWritten ? next : old) / RUNS;
      raise += after / plant.threshold() / RUNS;
      refused += isWritten ? 0 : 1;
      result.objections().stream()
          .map(Objection::kind)
          .distinct()
          .forEach(each -> kinds.merge(each, 1, Integer::sum));
    }
    return new Result(before, insisted, written, raise, (double) refused / RUNS, kinds);
  }

  private static void write(String file, List<String> lines) throws IOException {
    Files.createDirectories(Path.of("target"));
    Files.write(Path.of("target", file), lines);
  }

  private static String names(Map<Objection.Kind, Integer> kinds) {
    return kinds.entrySet().stream()
        .map(
            each ->
                "%s %d"
                    .formatted(
                        each.getKey().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        each.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String line(Defects kind, Mistake mistake, Result result) {
    return "| %s | %s | %.1f %% | %.2f | %.1f %% | %.0f %% | %.1f %% | %s |"
        .formatted(
            mistake.name(),
            kind.name(),
            100 * result.before(),
            result.raise(),
            100 * result.insisted(),
            100 * result.refused(),
            100 * result.written(),
            names(result.kinds()));
  }

  private static String key(Mistake mistake, Defects kind) {
    return mistake.name() + kind.name();
  }

  @Test
  void whatPoisonedJudgementsDo() throws IOException {
    Calibration model = model();
    List<String> lines = new ArrayList<>();
    Map<String, Result> results = new HashMap<>();
    for (Mistake mistake : List.of(NONE, FIVE_PERCENT, EACH, MANY, CAMERA)) {
      for (Defects kind : List.of(FAINT, MEDIUM, STRONG)) {
        Result result = run(model, kind, mistake);
        results.put(key(mistake, kind), result);
        lines.add(line(kind, mistake, result));
      }
    }
    write("poisoning.md", lines);
    // 5 % of wrong judgements: the threshold hardly moves
    for (Defects kind : List.of(FAINT, MEDIUM, STRONG)) {
      Result result = Objects.requireNonNull(results.get(key(FIVE_PERCENT, kind)));
      assertThat(result.before() - result.written()).isLessThan(0.01);
      assertThat(result.before() - result.insisted()).isLessThan(0.02);
    }
    // defects that are judged false in numbers: refused, or too few to be told from normal images
    for (Mistake mistake : List.of(MANY, CAMERA)) {
      for (Defects kind : List.of(FAINT, MEDIUM, STRONG)) {
        assertThat(Objects.requireNonNull(results.get(key(mistake, kind))).refused()).isEqualTo(1);
      }
    }
    assertThat(Objects.requireNonNull(results.get(key(EACH, STRONG))).refused()).isEqualTo(1);
    assertThat(Objects.requireNonNull(results.get(key(EACH, MEDIUM))).written())
        .isGreaterThan(0.95);
    // the limit of what can be known: nobody contradicts, and the defects look like normal images
    assertThat(Objects.requireNonNull(results.get(key(EACH, FAINT))).insisted())
        .isBetween(0.6, 0.8);
    assertThat(Objects.requireNonNull(results.get(key(EACH, FAINT))).written()).isGreaterThan(0.7);
  }

  @Test
  void harmlessChangesAreSeldomRefused() throws IOException {
    Calibration model = model();
    List<Change> changes =
        List.of(
            Change.NONE,
            new Change("all distances 1.3 times as large", 1.3, 0, 1),
            new Change("cameras that differ by 10 %", 1, 0.1, 1),
            new Change("distances that scatter 1.15 times as much", 1, 0, 1.15),
            new Change("distances that scatter 1.4 times as much", 1, 0, 1.4));
    List<String> lines = new ArrayList<>();
    for (Change change : changes) {
      int refused = 0;
      double above = 0;
      Map<Objection.Kind, Integer> kinds = new EnumMap<>(Objection.Kind.class);
      for (int seed = 0; seed < RUNS; seed++) {
        PoisonedPlant plant = new PoisonedPlant(model, seed, change);
        Recalibration result = plant.run(STRONG, NONE);
        refused += result.isAllowed(false) ? 0 : 1;
        result.objections().forEach(each -> kinds.merge(each.kind(), 1, Integer::sum));
        above += plant.alarmRate(plant.threshold()) / RUNS;
      }
      lines.add(
          "| %s | %.1f %% | %.0f %% | %s |"
              .formatted(change.name(), 100 * above, 100.0 * refused / RUNS, names(kinds)));
      assertThat(refused).as(change.name()).isLessThanOrEqualTo(RUNS / 5);
    }
    write("harmless-changes.md", lines);
  }

  /** A model that knows too few kinds of normal images is too strict, and must be able to learn. */
  @Test
  void aModelThatKnowsTooLittleLearns() throws IOException {
    float[] distances = calibration(PARTS).distances();
    Calibration narrow = new Calibration(Arrays.copyOf(distances, distances.length / 2));
    for (int seed = 0; seed < RUNS; seed++) {
      TestHistory history = new TestHistory(seed);
      Random random = new Random(seed);
      for (int i = 0; i < 300; i++) {
        history.add("cam-1", distances[random.nextInt(distances.length)]);
      }
      history.judged("a1", "cam-1", IncidentKind.ANOMALY, 0, 300, Verdict.FALSE);
      assertThat(history.recalibrate(narrow, 0.004).objections()).as("seed " + seed).isEmpty();
    }
  }
}
