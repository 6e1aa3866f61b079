package dev.kizuki.embedded.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Strikes an installation with a fault while devices send images, round after round, and requires
 * that every image that the MQTT broker accepted has an outcome.
 */
final class FaultTrial {
  private static final int WARM_UP_IMAGES = 100;
  private static final int IMAGES_AFTER_FAULT = 50;

  /** The JVM and its libraries may start this many threads of their own during a trial. */
  private static final int THREAD_TOLERANCE = 5;

  private final Installation plant;
  private final String what;
  private final int rounds;
  private final Duration forgettable;
  private final List<Long> strikes = new ArrayList<>();
  private Duration longestSilence = Duration.ZERO;

  FaultTrial(Installation plant, String what, int rounds) {
    this(plant, what, rounds, Duration.ZERO);
  }

  /**
   * Makes a trial in which the MQTT broker may lose messages.
   *
   * @param forgettable images accepted this long before a fault, or later, may be lost
   */
  FaultTrial(Installation plant, String what, int rounds, Duration forgettable) {
    this.plant = plant;
    this.what = what;
    this.rounds = rounds;
    this.forgettable = forgettable;
  }

  /**
   * Runs the trial, adds its row to the table, and fails if an image was lost or overtook another.
   */
  TrialResult run(FaultTable table, Fault fault) throws Exception {
    Outcomes outcomes = plant.outcomes();
    Outcomes.Duplicates duplicatesBefore = outcomes.duplicates();
    int outOfOrderBefore = outcomes.outOfOrder();
    outcomes.forgetGaps();
    Server.Footprint before;
    List<Devices.Accepted> accepted;
    try (Devices devices = plant.devices()) {
      plant.awaitScored(WARM_UP_IMAGES);
      before = plant.service().footprint();
      for (int round = 0; round < rounds; round++) {
        strike(fault);
        awaitRecovery();
      }
      accepted = devices.stop();
    }
    plant.awaitOutcomes(accepted.stream().filter(this::mustNotBeLost).toList());
    Server.Footprint after = plant.service().footprint();
    TrialResult result =
        new TrialResult(
            what,
            rounds,
            accepted.size(),
            outcomes.missing(accepted),
            outcomes.duplicates().since(duplicatesBefore),
            outcomes.outOfOrder() - outOfOrderBefore,
            longestSilence,
            outcomes.longestGap(),
            before,
            after);
    table.add(result);
    assertThat(accepted).hasSizeGreaterThan(100);
    assertThat(result.outOfOrder()).as("out of order").isZero();
    requireNoLeakedThreads(plant.service().busiestOf(before), after);
    requireNoCrashOfAJvm();
    return result;
  }

  private void strike(Fault fault) throws Exception {
    strikes.add(System.nanoTime());
    fault.strike();
  }

  /** Measures how long no image is scored after a fault has ended. */
  private void awaitRecovery() {
    long start = System.nanoTime();
    plant.awaitScored(IMAGES_AFTER_FAULT);
    Duration silence = Duration.ofNanos(System.nanoTime() - start);
    longestSilence = silence.compareTo(longestSilence) > 0 ? silence : longestSilence;
  }

  private boolean mustNotBeLost(Devices.Accepted image) {
    return strikes.stream()
        .noneMatch(
            strike -> image.nanos() < strike && image.nanos() >= strike - forgettable.toNanos());
  }

  private static void requireNoLeakedThreads(Server.Footprint before, Server.Footprint after) {
    if (after.isOfSameProcess(before)) {
      assertThat(after.threads().size())
          .as("threads; new ones: %s", after.threadsSince(before))
          .isLessThanOrEqualTo(before.threads().size() + THREAD_TOLERANCE);
    }
  }

  /** A JVM that crashes writes hs_err_pid*.log to its working directory. */
  private static void requireNoCrashOfAJvm() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("."))) {
      assertThat(files.map(Path::toString)).noneMatch(file -> file.contains("hs_err"));
    }
  }
}
