package dev.kizuki.trainer.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kizuki.trainer.data.DataException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PromiseExperimentTest {
  private static PromiseExperiment exponential(int normal, double... anomalous) {
    Random random = new Random(1);
    float[] distances = new float[normal];
    for (int i = 0; i < normal; i++) {
      distances[i] = (float) -Math.log(1 - random.nextDouble());
    }
    return new PromiseExperiment(distances, anomalous, 300, 1);
  }

  private static PromiseExperiment.Outcome outcome(
      PromiseExperiment experiment, int images, double rate, ThresholdRule rule) {
    return experiment.measure(images, rate).stream()
        .filter(each -> each.rule() == rule)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theConformalRuleKeepsItsPromiseWhereItCan() {
    PromiseExperiment experiment = exponential(1000);
    assertThat(outcome(experiment, 99, 0.01, ThresholdRule.CONFORMAL).falseAlarms())
        .isCloseTo(0.01, within(0.002));
    assertThat(outcome(experiment, 30, 0.01, ThresholdRule.CONFORMAL).falseAlarms())
        .as("the largest of 30 distances promises 1 of 31")
        .isGreaterThan(0.02);
  }

  @Test
  void theRuleOfTrainKeepsItsPromiseWithFewImages() {
    PromiseExperiment experiment = exponential(1000);
    for (int images : new int[] {20, 30, 60, 112, 250}) {
      assertThat(outcome(experiment, images, 0.01, ThresholdRule.TRAIN).falseAlarms())
          .as("%d images", images)
          .isBetween(0.001, 0.012);
    }
  }

  @Test
  void recallIsTheShareOfAnomaliesAboveTheThreshold() {
    PromiseExperiment experiment = exponential(400, 1000, 2000, 0, 0);
    assertThat(outcome(experiment, 100, 0.05, ThresholdRule.CONFORMAL).recall())
        .hasValueCloseTo(0.5, within(1e-9));
    assertThat(exponential(400).measure(100, 0.05).get(0).recall()).isEmpty();
  }

  @Test
  void halfOfTheDistancesMeasureTheRate() {
    List<String> table =
        exponential(200).table("a model", List.of(50, 100, 101), List.of(0.05, 0.01));
    assertThat(table).filteredOn(line -> line.contains("% |")).hasSize(4);
    assertThatThrownBy(() -> exponential(200).table("a model", List.of(101), List.of(0.05)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("give smaller --images");
  }
}
