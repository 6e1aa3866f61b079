package dev.kizuki.trainer.vae;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kizuki.trainer.data.DataException;
import dev.kizuki.trainer.vae.TrainingSettings.Auxiliary;
import dev.kizuki.trainer.vae.TrainingSettings.Schedule;
import org.junit.jupiter.api.Test;

class DivergenceTest {
  private final Divergence divergence =
      new Divergence(
          new TrainingSettings(
              Likelihood.BERNOULLI, 1, 0, 3, 10, 0.5, Schedule.COSINE, 0, Auxiliary.NONE, 1),
          100);

  private static Epoch epoch(int number, double loss, double heldOut) {
    return new Epoch(number, loss, loss, 0, heldOut, 0, 1);
  }

  @Test
  void aLossThatIsNoNumberStopsTheTrainingAtOnce() {
    divergence.checkStep(1, 70);
    assertThatThrownBy(() -> divergence.checkStep(1, Double.NaN))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("in epoch 1 the loss is NaN, at the start it was 70")
        .hasMessageContaining("--learning-rate (it is 0.5)")
        .hasMessageContaining("No model was written");
  }

  @Test
  void aHugeHeldOutLossStopsTheTraining() {
    divergence.checkStep(1, 70);
    assertThatThrownBy(() -> divergence.checkEpoch(epoch(1, 60, 1e36)))
        .hasMessageContaining("held-out loss is 1.00e+36");
  }

  @Test
  void aHugeTrainingLossMattersInTheLastEpoch() {
    divergence.checkStep(1, 70);
    assertThatCode(() -> divergence.checkEpoch(epoch(1, 1e9, 60))).doesNotThrowAnyException();
    assertThatThrownBy(() -> divergence.checkEpoch(epoch(3, 1e9, 60)))
        .hasMessageContaining("in epoch 3 the loss is 1.00e+09");
  }

  @Test
  void aLossThatFallsOrIsNegativeIsGood() {
    divergence.checkStep(1, -5);
    for (int number = 1; number <= 3; number++) {
      Epoch epoch = epoch(number, -5 * number, -4 * number);
      assertThatCode(() -> divergence.checkEpoch(epoch)).doesNotThrowAnyException();
    }
  }
}
