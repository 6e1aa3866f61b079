package dev.kizuki.stream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SequenceGapsTest {
  private final SequenceGaps gaps = new SequenceGaps();

  @Test
  void countsMissingNumbers() {
    assertThat(gaps.next("a", "5")).isZero();
    assertThat(gaps.next("a", "6")).isZero();
    assertThat(gaps.next("a", "10")).isEqualTo(3);
    assertThat(gaps.next("b", "1")).isZero();
    assertThat(gaps.next("a", "11")).isZero();
  }

  @Test
  void aNumberThatIsNotHigherIsARepetition() {
    assertThat(gaps.next("a", "x-7")).isZero();
    assertThat(gaps.next("a", "x-7")).isEqualTo(-1);
    assertThat(gaps.next("a", "x-6")).isEqualTo(-1);
    assertThat(gaps.next("a", "x-8")).isZero();
  }

  @Test
  void aDeviceMayRestart() {
    assertThat(gaps.next("a", "run1-900")).isZero();
    assertThat(gaps.next("a", "run2-1")).isZero();
    assertThat(gaps.next("a", "run2-2")).isZero();
    assertThat(gaps.next("b", "900")).isZero();
    assertThat(gaps.next("b", "0")).isZero();
    assertThat(gaps.next("b", "1")).isZero();
    assertThat(gaps.next("b", "3")).isEqualTo(1);
  }

  @Test
  void aTextWithoutANumberIsIgnored() {
    assertThat(gaps.next("a", "")).isZero();
    assertThat(gaps.next("a", "seven")).isZero();
    assertThat(gaps.next("a", "99999999999999999999999")).isZero();
  }
}
