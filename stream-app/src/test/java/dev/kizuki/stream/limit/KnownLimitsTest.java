package dev.kizuki.stream.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.scoring.Score;
import dev.kizuki.scoring.Verdict;
import dev.kizuki.stream.event.LimitOwner;
import dev.kizuki.stream.event.ModelVerdict;
import dev.kizuki.stream.limit.DeviceLimit.State;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KnownLimitsTest {
  private static final double RATE = 0.05;
  private final KnownLimits known = new KnownLimits();

  private static DeviceLimit limit(
      String device, String line, String graph, State state, float scale) {
    float[] distances = new float[100];
    for (int i = 0; i < distances.length; i++) {
      distances[i] = (i + 1) * scale;
    }
    boolean counts = state == State.CONFIRMED;
    @Nullable Double threshold = counts ? 96.0 * scale : null;
    return new DeviceLimit(
            device,
            line,
            state,
            BurnInRun.MODEL,
            graph,
            100,
            100,
            Instant.EPOCH,
            Instant.EPOCH,
            counts ? RATE : null,
            threshold,
            null,
            List.of(),
            null,
            null,
            null,
            null,
            null)
        .withDistances(distances);
  }

  /** The verdict on a distance; the model's threshold is 10. */
  private ModelVerdict judge(String device, String line, String graph, double distance) {
    Score score = new Score(distance, 10, 0.5);
    Verdict model = distance > 10 ? new Verdict.Anomalous(score) : new Verdict.Normal(score);
    return known.judge(
        device, line, new ModelVerdict(model, BurnInRun.MODEL, Instant.EPOCH), graph, RATE);
  }

  private static double threshold(ModelVerdict verdict) {
    return ((Verdict.Scored) verdict.verdict()).score().threshold();
  }

  @Test
  void theDevicesOwnLimitComesFirst() {
    known.put(limit("a", "l", "g", State.CONFIRMED, 1));
    known.put(limit("b", "l", "g", State.CONFIRMED, 3));
    ModelVerdict verdict = judge("a", "l", "g", 50);
    assertThat(verdict.limit()).isEqualTo(LimitOwner.DEVICE);
    assertThat(threshold(verdict)).isEqualTo(96);
    assertThat(verdict.verdict()).isInstanceOf(Verdict.Normal.class);
    assertThat(judge("a", "l", "g", 97).verdict()).isInstanceOf(Verdict.Anomalous.class);
    assertThat(((Verdict.Scored) verdict.verdict()).score().pValue()).isEqualTo(52 / 101.0);
  }

  @Test
  void aNewDeviceStartsWithTheLimitOfItsLine() {
    known.put(limit("a", "l", "g", State.CONFIRMED, 1));
    known.put(limit("b", "l", "g", State.CONFIRMED, 3));
    ModelVerdict verdict = judge("new", "l", "g", 50);
    assertThat(verdict.limit()).isEqualTo(LimitOwner.LINE);
    // floor(0.05 * 201) = 10 of 200 distances, all of device b, are at least the threshold
    assertThat(threshold(verdict)).isEqualTo(91 * 3);
  }

  @Test
  void theLimitOfAnotherLineDoesNotCount() {
    known.put(limit("a", "l", "g", State.CONFIRMED, 1));
    ModelVerdict verdict = judge("new", "other", "g", 50);
    assertThat(verdict.limit()).isEqualTo(LimitOwner.MODEL);
    assertThat(threshold(verdict)).isEqualTo(10);
  }

  @Test
  void theLimitForAnotherNetworkDoesNotCount() {
    known.put(limit("a", "l", "g", State.CONFIRMED, 1));
    assertThat(judge("a", "l", "next", 50).limit()).isEqualTo(LimitOwner.MODEL);
  }

  @Test
  void aLimitThatWaitsDoesNotCount() {
    known.put(limit("a", "l", "g", State.WAITING, 1));
    assertThat(judge("a", "l", "g", 50).limit()).isEqualTo(LimitOwner.MODEL);
    assertThat(known.count(State.WAITING)).isEqualTo(1);
    assertThat(known.count(State.CONFIRMED)).isZero();
  }

  @Test
  void aDroppedLimitLeavesThePool() {
    known.put(limit("a", "l", "g", State.CONFIRMED, 1));
    assertThat(judge("new", "l", "g", 50).limit()).isEqualTo(LimitOwner.LINE);
    known.put(limit("a", "l", "g", State.WAITING, 1));
    assertThat(judge("new", "l", "g", 50).limit()).isEqualTo(LimitOwner.MODEL);
    known.put(limit("a", "l", "g", State.CONFIRMED, 1));
    known.remove("a");
    assertThat(judge("new", "l", "g", 50).limit()).isEqualTo(LimitOwner.MODEL);
  }

  @Test
  void aPoolOfManyDevicesStaysSmall() {
    for (int i = 0; i < 1000; i++) {
      known.put(limit("camera-" + i, "l", "g", State.CONFIRMED, 1));
    }
    ModelVerdict verdict = judge("new", "l", "g", 50);
    assertThat(threshold(verdict)).isBetween(95.0, 97.0);
  }
}
