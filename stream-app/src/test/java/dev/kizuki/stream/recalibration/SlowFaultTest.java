package dev.kizuki.stream.recalibration;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlowFaultTest {
  private static TestHistory plant(long seed, int devices, int images) {
    TestHistory history = new TestHistory(seed);
    for (int i = 0; i < devices; i++) {
      history.normals("cam-" + i, images);
    }
    return history;
  }

  private static boolean isFound(TestHistory history) {
    return !SlowFault.in(CalibrationSet.of(history.images, history.times())).isEmpty();
  }

  /** Adds images whose mean moves by a number of deviations from the first to the last one. */
  private static void addSlope(TestHistory history, String device, int images, double shift) {
    for (int i = 0; i < images; i++) {
      history.add(device, (float) (history.normal() + shift * i / images));
    }
  }

  @Test
  void namesTheDeviceThatChanges() {
    TestHistory history = plant(3, 9, 200);
    addSlope(history, "cam-x", 200, 1.5);
    assertThat(SlowFault.in(CalibrationSet.of(history.images, history.times())))
        .singleElement()
        .satisfies(
            objection ->
                assertThat(objection.text())
                    .contains("1 devices change slowly", "cam-x rise (200 images", "tau 0.2"));
  }

  @Test
  void aFallIsNamedToo() {
    TestHistory history = new TestHistory(3);
    addSlope(history, "cam-x", 400, -1.5);
    assertThat(SlowFault.in(CalibrationSet.of(history.images, history.times())).get(0).text())
        .contains("cam-x fall");
  }

  @Test
  void fiftySteadyDevicesAreSeldomRefused() {
    int found = 0;
    for (int seed = 0; seed < 200; seed++) {
      found += isFound(plant(seed, 50, 100)) ? 1 : 0;
    }
    // 0.1 % of 200, and the upper end of what chance allows
    assertThat(found).isLessThanOrEqualTo(2);
  }

  @Test
  void oneDeviceOfFiftyThatChangesIsMostlyFound() {
    int found = 0;
    for (int seed = 0; seed < 50; seed++) {
      TestHistory history = plant(seed, 49, 100);
      addSlope(history, "cam-x", 200, 1.5);
      found += isFound(history) ? 1 : 0;
    }
    assertThat(found).isGreaterThan(40);
  }

  @Test
  void aTrendThatIsTooSmallToMatterIsNotNamed() {
    TestHistory history = new TestHistory(3);
    addSlope(history, "cam-x", 10_000, 0.3);
    assertThat(isFound(history)).isFalse();
  }
}
