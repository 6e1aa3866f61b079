package dev.kizuki.stream.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.limit.DeviceLimit.State;
import org.junit.jupiter.api.Test;

class DeviceLearningTest {
  private final BurnInRun run = new BurnInRun(100);

  @Test
  void waitsForAPersonWhenTheBurnInIsComplete() {
    run.addMixed(99);
    assertThat(run.learning.published().state()).isEqualTo(State.LEARNING);
    assertThat(run.learning.published().unusual()).isEmpty();
    assertThat(run.add(100)).isTrue();
    DeviceLimit limit = run.learning.published();
    assertThat(limit.state()).isEqualTo(State.WAITING);
    assertThat(limit.images()).isEqualTo(100);
    assertThat(limit.values()).hasSize(100).startsWith(1, 38, 75);
    assertThat(limit.from()).isEqualTo(BurnInRun.START);
    assertThat(limit.to()).isEqualTo(BurnInRun.second(99));
    assertThat(limit.threshold()).isNull();
  }

  @Test
  void showsTheEightMostUnusualImages() {
    run.addMixed(100);
    assertThat(run.learning.published().unusual())
        .extracting(DeviceLimit.Unusual::distance)
        .containsExactly(100.0, 99.0, 98.0, 97.0, 96.0, 95.0, 94.0, 93.0);
  }

  @Test
  void aConfirmedLimitHasTheConformalThreshold() {
    run.addMixed(100);
    run.confirm(0.05);
    DeviceLimit limit = run.learning.published();
    assertThat(limit.state()).isEqualTo(State.CONFIRMED);
    // floor(0.05 * 101) = 5 distances are at least the threshold
    assertThat(limit.threshold()).isEqualTo(96);
    assertThat(limit.falseAlarmRate()).isEqualTo(0.05);
    assertThat(limit.by()).isEqualTo("anna");
    assertThat(limit.note()).isEqualTo("checked");
    assertThat(limit.refused()).isNull();
  }

  @Test
  void struckImagesDoNotCount() {
    run.addMixed(100);
    String worst = run.learning.published().unusual().get(0).place();
    String second = run.learning.published().unusual().get(1).place();
    run.confirm(0.05, worst, second);
    assertThat(run.learning.published().images()).isEqualTo(98);
    assertThat(run.learning.published().values()).doesNotContain(100, 99);
    assertThat(run.learning.published().threshold()).isEqualTo(95);
  }

  @Test
  void aStruckImageMustBeAmongTheMostUnusualOnes() {
    run.addMixed(100);
    run.confirm(0.05, "0-77");
    assertThat(run.learning.state()).isEqualTo(State.WAITING);
    assertThat(run.learning.published().refused()).contains("0-77");
    assertThat(run.learning.published().images()).isEqualTo(100);
  }

  @Test
  void refusesTooFewImagesForTheRate() {
    run.addMixed(100);
    run.confirm(0.001);
    assertThat(run.learning.state()).isEqualTo(State.WAITING);
    assertThat(run.learning.published().refused()).contains("999").contains("100");
  }

  @Test
  void refusesAnIncompleteBurnIn() {
    run.addMixed(50);
    run.confirm(0.05);
    assertThat(run.learning.state()).isEqualTo(State.LEARNING);
    assertThat(run.learning.published().refused()).contains("50 of 100");
  }

  @Test
  void refusesASlowFault() {
    for (int i = 0; i < 100; i++) {
      run.add(50 + i * 37 % 20 + i * 0.2);
    }
    run.confirm(0.05);
    assertThat(run.learning.state()).isEqualTo(State.WAITING);
    assertThat(run.learning.published().refused()).contains("rise");
  }

  @Test
  void refusesWhatTheStateOfTheDeviceForbids() {
    run.addMixed(100);
    run.learning.confirm(
        BurnInRun.action(LimitAction.Type.CONFIRM), 0.05, "it is dark", BurnInRun.START);
    assertThat(run.learning.state()).isEqualTo(State.WAITING);
    assertThat(run.learning.published().refused()).isEqualTo("it is dark");
  }

  @Test
  void theImagesOfARealIncidentDoNotCount() {
    run.addMixed(100);
    run.confirm(0.05);
    boolean changed = run.learning.remove(BurnInRun.second(0), BurnInRun.second(99), 98);
    assertThat(changed).isTrue();
    assertThat(run.learning.published().images()).isEqualTo(98);
    assertThat(run.learning.published().threshold()).isEqualTo(95);
    assertThat(run.learning.remove(BurnInRun.second(200), BurnInRun.second(300), 0)).isFalse();
  }

  @Test
  void learnsAgainWhatWasRemovedWhileItLearns() {
    run.addMixed(50);
    run.learning.remove(BurnInRun.second(40), BurnInRun.second(49), -1);
    assertThat(run.learning.published().images()).isEqualTo(40);
  }

  @Test
  void aDroppedLimitWaitsAgain() {
    run.addMixed(100);
    run.confirm(0.05);
    run.learning.drop(BurnInRun.action(LimitAction.Type.DROP), BurnInRun.START);
    assertThat(run.learning.state()).isEqualTo(State.WAITING);
    assertThat(run.learning.published().threshold()).isNull();
    assertThat(run.learning.published().images()).isEqualTo(100);
  }

  @Test
  void onlyAConfirmedLimitCanBeDropped() {
    run.addMixed(10);
    run.learning.drop(BurnInRun.action(LimitAction.Type.DROP), BurnInRun.START);
    assertThat(run.learning.state()).isEqualTo(State.LEARNING);
    assertThat(run.learning.published().refused()).contains("not confirmed");
  }

  @Test
  void aConfirmedLimitFollowsTheRate() {
    run.addMixed(100);
    run.confirm(0.05);
    assertThat(run.learning.promise(0.02)).isTrue();
    assertThat(run.learning.published().threshold()).isEqualTo(99);
    assertThat(run.learning.promise(0.001)).isFalse();
    assertThat(run.learning.published().falseAlarmRate()).isEqualTo(0.02);
  }

  @Test
  void continuesAfterARestart() {
    run.addMixed(99);
    run.learning =
        new DeviceLearning(
            IncidentJson.read(IncidentJson.write(run.learning.memory()), LimitMemory.class));
    assertThat(run.add(1000)).isTrue();
    run.confirm(0.05);
    DeviceLearning again =
        new DeviceLearning(
            IncidentJson.read(IncidentJson.write(run.learning.memory()), LimitMemory.class));
    assertThat(again.state()).isEqualTo(State.CONFIRMED);
    again.restoreImages(run.learning.memory());
    assertThat(again.published()).isEqualTo(run.learning.published());
  }

  @Test
  void anImageThatIsReadAgainCountsOnce() {
    run.addMixed(50);
    run.learning.add(3, BurnInRun.second(4), 4, BurnInRun.MODEL, () -> BurnInRun.place(4));
    assertThat(run.learning.published().images()).isEqualTo(50);
  }

  @Test
  void aLimitOfAThousandImagesTakesKilobytes() {
    BurnInRun large = new BurnInRun(1000);
    large.addMixed(1000);
    assertThat(IncidentJson.write(large.learning.published()).length).isLessThan(9000);
    assertThat(IncidentJson.write(large.learning.memory()).length).isLessThan(15_000);
  }
}
