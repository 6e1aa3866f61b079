package dev.kizuki.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.image.RejectionReason;
import dev.kizuki.model.Calibration;
import dev.kizuki.model.Threshold;
import org.junit.jupiter.api.Test;

class VerdictTest {
  private static final Threshold THRESHOLD = new Threshold(2, 0.25, Threshold.Rule.CONFORMAL);
  private static final Calibration CALIBRATION = new Calibration(new float[] {1, 2, 3});

  private static Verdict verdict(float distance) {
    return Verdict.of(distance, THRESHOLD, CALIBRATION);
  }

  @Test
  void distanceEqualToTheThresholdIsNormal() {
    assertThat(verdict(2)).isEqualTo(new Verdict.Normal(new Score(2, 2, 0.75)));
  }

  @Test
  void distanceAboveTheThresholdIsAnomalous() {
    assertThat(verdict(4)).isEqualTo(new Verdict.Anomalous(new Score(4, 2, 0.25)));
  }

  @Test
  void rejectsDistanceThatIsNotFinite() {
    for (float distance : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThat(verdict(distance))
          .isInstanceOfSatisfying(
              Verdict.Rejected.class,
              rejected ->
                  assertThat(rejected.rejection().reason()).isEqualTo(RejectionReason.NOT_FINITE));
    }
  }
}
