package dev.kizuki.embedded.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Takes one of two instances away for good while devices send images. The other instance stands in
 * for it: no image waits in the MQTT session of an instance that does not return.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StandInFaultsIT {
  private static final Duration STAND_IN_AFTER = Duration.ofSeconds(15);
  private static final FaultTable TABLE =
      new FaultTable(
          "what happens to one of two instances",
          "images",
          "lost",
          "delivered twice",
          "out of order",
          "until no image waits");
  private static final int DEVICES = 4;
  private static final double RATE = 20;

  @TempDir private Path folder;

  private Instances instances;

  @AfterEach
  void stop() {
    if (instances != null) {
      instances.close();
    }
  }

  @AfterAll
  static void print() throws IOException {
    TABLE.write("stand-ins");
  }

  private void startWithTopicsOfTheirOwn() throws Exception {
    instances =
        new Instances(
            folder,
            2,
            (instance, configuration) ->
                configuration
                    .set("mqtt.images", "line%d/{device}/images".formatted(instance))
                    .set("mqtt.standInAfter", STAND_IN_AFTER));
  }

  private Devices devicesOfTwoLines() {
    return instances.devices(DEVICES, RATE, device -> "line" + device % 2 + "/%s/images");
  }

  private void startWithASharedGroup() throws Exception {
    instances =
        new Instances(
            folder,
            2,
            (instance, configuration) ->
                configuration
                    .set("mqtt.sharedGroup", "plant")
                    .set("mqtt.standInAfter", STAND_IN_AFTER));
  }

  private Devices devicesOfOnePlant() {
    return instances.devices(DEVICES, RATE, device -> "devices/%s/images");
  }

  private void add(String what, List<Devices.Accepted> accepted, Duration waited) {
    TABLE.add(
        what,
        accepted.size(),
        instances.outcomes.missing(accepted),
        instances.outcomes.duplicates().deliveredTwice(),
        instances.outcomes.outOfOrder(),
        "%.1f s".formatted(waited.toMillis() / 1000.0));
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  @Test
  void theImagesOfALineAreTakenUntilItsInstanceReturns() throws Exception {
    startWithTopicsOfTheirOwn();
    List<Devices.Accepted> accepted;
    Duration waited;
    try (Devices devices = devicesOfTwoLines()) {
      instances.awaitScored(100);
      long killed = System.nanoTime();
      instances.services.get(0).kill();
      instances.awaitLogged(1, "takes its images until it returns", Instances.name(0));
      instances.awaitOutcomes(devices.acceptedSoFar());
      waited = since(killed);
      instances.awaitScored(200);
      instances.services.get(0).start();
      instances.awaitReady(0);
      instances.awaitLogged(1, "no longer stands in", Instances.name(0));
      instances.awaitScored(200);
      accepted = devices.stop();
    }
    instances.awaitOutcomes(accepted);
    add("topics of its own: kill -9; it returns after that", accepted, waited);
    assertThat(instances.outcomes.outOfOrder()).as("out of order").isZero();
  }

  @Test
  void noImageStaysWithAMemberOfAGroupThatWasKilled() throws Exception {
    startWithASharedGroup();
    leavesNothingBehind("shared group: kill -9, for good", () -> instances.services.get(0).kill());
  }

  @Test
  void noImageStaysWithAMemberOfAGroupThatWasRemoved() throws Exception {
    startWithASharedGroup();
    leavesNothingBehind(
        "shared group: SIGTERM, for good",
        () -> assertThat(instances.services.get(0).terminate()).isLessThan(Plant.SOON));
  }

  private void leavesNothingBehind(String what, Fault fault) throws Exception {
    List<Devices.Accepted> accepted;
    Duration waited;
    try (Devices devices = devicesOfOnePlant()) {
      instances.awaitScored(100);
      long start = System.nanoTime();
      fault.strike();
      instances.awaitLogged(1, "its session was empty and is deleted", Instances.name(0));
      instances.awaitOutcomes(devices.acceptedSoFar());
      waited = since(start);
      instances.awaitScored(200);
      accepted = devices.stop();
    }
    instances.awaitOutcomes(accepted);
    add(what, accepted, waited);
  }
}
