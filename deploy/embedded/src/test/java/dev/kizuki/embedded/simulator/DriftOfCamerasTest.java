package dev.kizuki.embedded.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.embedded.simulator.ChangingCamera.State;
import dev.kizuki.stream.incident.DriftFact;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What the search for drift finds on cameras of two products, through the whole topology: each
 * image is decoded, scored and judged, and time is simulated. The table goes to target/drift.md.
 * {@code -Dkizuki.drift-hours=12} makes the changes slower than they are by default.
 */
class DriftOfCamerasTest {
  private static final double HOURS =
      Double.parseDouble(System.getProperty("kizuki.drift-hours", "3"));
  private static final int CHANGING = (int) (HOURS * 3600 / DriftPlant.STEP.toSeconds());
  private static final double ANOMALOUS = 0.2;

  /** What becomes of a camera during the test. */
  private enum Change {
    UNCHANGED(State.CLEAN),
    LESS_LIGHT(new State(0.6, 0, 0)),
    OUT_OF_FOCUS(new State(1, 0.012, 0)),
    DIRT_ON_THE_LENS(new State(1, 0, 0.2)),
    MORE_ANOMALIES(State.CLEAN);

    @SuppressWarnings("ImmutableEnumChecker") // a record of three numbers
    private final State end;

    Change(State end) {
      this.end = end;
    }

    /**
     * @param share the share of the change that has happened, 0 to 1
     */
    State after(double share) {
      return new State(1 + share * (end.light() - 1), share * end.blur(), share * end.dirt());
    }

    boolean isDrift() {
      return !end.equals(State.CLEAN);
    }

    String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * What was found on one camera.
   *
   * @param images the images from the beginning of the change to the incident, or to the end
   * @param anomalous the anomalous images among them
   */
  private record Result(
      ProductKind product, Change change, int images, int anomalous, @Nullable Incident drift) {
    String row() {
      DriftFact fact = drift == null ? null : drift.drift();
      Duration time = DriftPlant.STEP.multipliedBy(images);
      return String.format(
          Locale.ROOT,
          "| %s | %s | %s | %d | %d h %02d min | %s | %s | %d |",
          product,
          change.text(),
          fact == null ? "none" : fact.direction().name().toLowerCase(Locale.ROOT),
          images,
          time.toHours(),
          time.toMinutesPart(),
          fact == null ? "" : atThatTime(),
          fact == null || fact.latent() == null ? "" : "%.2f".formatted(fact.latent().deviations()),
          anomalous);
    }

    private String atThatTime() {
      State state = change.after((double) images / CHANGING);
      return String.format(
          Locale.ROOT,
          switch (change) {
            case LESS_LIGHT -> "light %1$.0f %%";
            case OUT_OF_FOCUS -> "blur of %2$.1f %% of the side";
            default -> "spots take %3$.0f %%";
          },
          100 * state.light(),
          100 * state.blur(),
          100 * state.dirt());
    }
  }

  @Test
  void aChangingCameraDriftsAndNoOther() throws IOException {
    List<Result> results = new ArrayList<>();
    results.addAll(play(ProductKind.PART, 64, "demo-parts.onnx"));
    results.addAll(play(ProductKind.CAST_METAL, 80, "demo-castings.onnx"));
    String table = table(results);
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target", "drift.md"), table);
    for (Result result : results) {
      assertThat(result.drift() != null).as(table).isEqualTo(result.change().isDrift());
    }
  }

  private static List<Result> play(ProductKind product, int side, String model) {
    List<Result> results = new ArrayList<>();
    try (DriftPlant plant = new DriftPlant(model)) {
      ChangingCamera learned = new ChangingCamera(product, side, 1);
      for (int image = 0; image < DriftPlant.BURN_IN; image++) {
        byte[] bytes = learned.next(State.CLEAN, null);
        for (Change change : Change.values()) {
          plant.send(change.name(), bytes);
        }
        plant.pass();
      }
      for (Change change : Change.values()) {
        plant.confirm(change.name());
      }
      long seed = 2;
      for (Change change : Change.values()) {
        results.add(play(plant, product, change, new ChangingCamera(product, side, seed++)));
      }
    }
    return results;
  }

  private static Result play(
      DriftPlant plant, ProductKind product, Change change, ChangingCamera camera) {
    Random random = new Random(3);
    for (int image = 1; image <= CHANGING; image++) {
      boolean spoiled = change == Change.MORE_ANOMALIES && random.nextDouble() < ANOMALOUS;
      State state = change.after((double) image / CHANGING);
      plant.send(change.name(), camera.next(state, spoiled ? camera.defect() : null));
      plant.pass();
      Optional<Incident> drift = plant.incident(change.name(), IncidentKind.DRIFT);
      if (drift.isPresent()) {
        return new Result(product, change, image, plant.alerts(change.name()), drift.get());
      }
    }
    return new Result(product, change, CHANGING, plant.alerts(change.name()), null);
  }

  private static String table(List<Result> results) {
    return results.stream()
        .map(Result::row)
        .collect(
            Collectors.joining(
                "\n",
                """
                | product | change | drift | images | time | state then | shift of the mean latent code | anomalous images |
                |---|---|---|---|---|---|---|---|
                """,
                "\n"));
  }
}
