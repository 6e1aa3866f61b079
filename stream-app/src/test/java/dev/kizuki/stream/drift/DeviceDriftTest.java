package dev.kizuki.stream.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kizuki.model.Calibration;
import dev.kizuki.stream.incident.IncidentJson;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceDriftTest {
  private static final DriftRules RULES = new DriftRules(Duration.ofSeconds(10), 0.1, 0.1);
  private static final long STEP_MS = 10_000;
  private static final int BURN_IN = 1000;

  private final Random random = new Random(1);

  /** A burn-in of standard normal distances around 10, of which one per cent is anomalous. */
  private NormalImages burnIn(Random random) {
    float[] distances = new float[BURN_IN];
    for (int i = 0; i < BURN_IN; i++) {
      distances[i] = (float) (10 + random.nextGaussian());
    }
    Calibration calibration = new Calibration(distances);
    return new NormalImages(calibration, calibration.threshold(0.01).distance());
  }

  /** Returns the first image that shows a drift; the limit if none does. */
  private static int delay(
      DeviceDrift drift, NormalImages normal, DoubleSupplier distances, int limit) {
    for (int image = 1; image <= limit; image++) {
      double distance = distances.getAsDouble();
      while (distance > normal.threshold()) {
        distance = distances.getAsDouble();
      }
      drift.add(normal, distance, image * STEP_MS);
      if (drift.isDrift()) {
        return image;
      }
    }
    return limit;
  }

  private static DeviceDrift fresh() {
    return new DeviceDrift(RULES, DriftMemory.NONE);
  }

  @Test
  void pValuesOfNormalImagesHaveTheMeanOneHalf() {
    NormalImages normal = new NormalImages(new Calibration(new float[] {1, 2, 2, 3, 9}), 3);
    assertThat(normal.size()).isEqualTo(4);
    assertThat(normal.pValue(0.5)).isEqualTo(4.5 / 5);
    assertThat(normal.pValue(2)).isEqualTo(2.5 / 5);
    assertThat(normal.pValue(3)).isEqualTo(1 / 5.0);
    double mean = (normal.pValue(1) + 2 * normal.pValue(2) + normal.pValue(3)) / 4;
    assertThat(mean).isEqualTo(0.5, within(1e-9));
  }

  @Test
  void equalDistancesAreNoDrift() {
    float[] distances = new float[BURN_IN];
    Arrays.fill(distances, 3);
    NormalImages normal = new NormalImages(new Calibration(distances), 4);
    assertThat(delay(fresh(), normal, () -> 3, 20_000)).isEqualTo(20_000);
  }

  /** Thirty cameras, each with a burn-in of its own that is not quite like its images. */
  @Test
  void thirtyCameraYearsWithoutChangeRaiseNothing() {
    int imagesPerYear = 365 * 24 * 360;
    SplittableRandom fast = new SplittableRandom(1);
    int alarms = 0;
    for (int camera = 0; camera < 30; camera++) {
      double[] pValues = pValues(burnIn(random));
      DriftDetector detector = new DriftDetector(RULES, List.of());
      for (int image = 1; image <= imagesPerYear; image++) {
        detector.add(pValues[fast.nextInt() >>> 16], image * STEP_MS);
        if (detector.isDrift()) {
          alarms++;
          detector = new DriftDetector(RULES, List.of());
        }
      }
    }
    assertThat(alarms).isZero();
  }

  /** The p-values of 65,536 equally probable normal images. */
  private double[] pValues(NormalImages normal) {
    double[] pValues = new double[1 << 16];
    for (int i = 0; i < pValues.length; i++) {
      double distance = normal.threshold() + 1;
      while (distance > normal.threshold()) {
        distance = 10 + random.nextGaussian();
      }
      pValues[i] = normal.pValue(distance);
    }
    return pValues;
  }

  @ParameterizedTest
  @CsvSource({"0.7, 700", "1, 250", "2, 70", "-0.7, 700", "-1, 250", "-2, 70"})
  void aShiftIsFoundWithinImages(double shift, int most) {
    double sum = 0;
    for (int seed = 0; seed < 20; seed++) {
      Random each = new Random(seed);
      NormalImages normal = burnIn(each);
      DeviceDrift drift = fresh();
      int images = delay(drift, normal, () -> 10 + shift + each.nextGaussian(), 100_000);
      assertThat(drift.finding().direction())
          .isEqualTo(shift > 0 ? Direction.LARGER : Direction.SMALLER);
      assertThat(drift.finding().meanPValue() < 0.5).isEqualTo(shift > 0);
      sum += images;
    }
    assertThat(sum / 20).isLessThan(most);
  }

  @Test
  void imagesCountAtMostOnceInTheInterval() {
    DeviceDrift drift = fresh();
    NormalImages normal = burnIn(random);
    assertThat(drift.add(normal, 10, 50_000)).isPresent();
    assertThat(drift.add(normal, 10, 59_999)).isEmpty();
    assertThat(drift.add(normal, 10, 40_000)).as("read again").isEmpty();
    assertThat(drift.add(normal, 10, 60_000)).isPresent();
  }

  @Test
  void aBurnInWithTooFewNormalImagesFindsNothing() {
    assertThat(RULES.imagesNeeded()).isEqualTo(134);
    NormalImages normal = new NormalImages(new Calibration(new float[133]), 1);
    assertThat(fresh().add(normal, 0, 50_000)).isEmpty();
  }

  @Test
  void theEvidenceSurvivesARestart() {
    DeviceDrift drift = fresh();
    NormalImages normal = burnIn(random);
    drift.compareWith(new BurnIn("1", normal.burnIn()), () -> null);
    delay(drift, normal, () -> 12, 20);
    DriftMemory memory = IncidentJson.read(IncidentJson.write(drift.memory()), DriftMemory.class);
    DeviceDrift again = new DeviceDrift(RULES, memory);
    assertThat(again.finding()).isEqualTo(drift.finding());
    assertThat(again.compareWith(new BurnIn("1", normal.burnIn()), () -> null)).isFalse();
  }

  @Test
  void anotherBurnInBeginsAnew() {
    DeviceDrift drift = fresh();
    NormalImages normal = burnIn(random);
    drift.compareWith(new BurnIn("1", normal.burnIn()), () -> null);
    delay(drift, normal, () -> 12, 20);
    assertThat(drift.finding().level()).isPositive();
    assertThat(drift.compareWith(new BurnIn("2", normal.burnIn()), () -> null)).isTrue();
    assertThat(drift.finding().level()).isZero();
  }

  @Test
  void anotherToleranceBeginsAnew() {
    DeviceDrift drift = fresh();
    BurnIn burnIn = new BurnIn("1", burnIn(random).burnIn());
    drift.compareWith(burnIn, () -> null);
    DriftRules wider = new DriftRules(Duration.ofSeconds(10), 0.2, 0.1);
    assertThat(new DeviceDrift(wider, drift.memory()).compareWith(burnIn, () -> null)).isTrue();
  }

  @Test
  void aDriftThatEndsIsOverWithinAnHour() {
    DeviceDrift drift = fresh();
    NormalImages normal = burnIn(random);
    for (int image = 1; image <= 2000; image++) {
      drift.add(normal, Math.min(11 + random.nextGaussian(), normal.threshold()), image * STEP_MS);
    }
    assertThat(drift.isDrift()).isTrue();
    int image = 2000;
    while (!drift.finding().isOver()) {
      image++;
      drift.add(normal, Math.min(10 + random.nextGaussian(), normal.threshold()), image * STEP_MS);
    }
    assertThat(image - 2000).isLessThan(500);
  }

  /** The promise itself, with an alarm that comes often enough to be counted. */
  @Test
  void theRunToAFalseAlarmIsAsLongAsPromisedAtTheBorderOfTheTolerance() {
    DriftRules often = new DriftRules(Duration.ofSeconds(10), 0.1, 365.25 * 24 * 360 / 500);
    assertThat(often.imagesPerFalseAlarm()).isEqualTo(500, within(1e-6));
    SplittableRandom fast = new SplittableRandom(1);
    int runs = 400;
    int images = 0;
    for (int run = 0; run < runs; run++) {
      DriftDetector detector = new DriftDetector(often, List.of());
      while (!detector.isDrift()) {
        images++;
        // six of ten p-values are 1, so that the mean is 0.6 and the variance is the largest
        detector.add(fast.nextDouble() < 0.6 ? 1 : 0, images);
      }
    }
    assertThat(images / runs).isGreaterThan(500);
  }
}
