package dev.kizuki.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SplitTest {
  @Test
  void eachImageIsOnOneSideAndTheSeedDecides() {
    Split split = Split.of(2000, Integer::toString, 0.01, 3);
    Set<Integer> all = new HashSet<>(split.training());
    all.addAll(split.calibration());
    assertThat(all).hasSize(2000);
    assertThat(split.calibration()).hasSize(200);
    assertThat(split.training()).hasSize(1800);
    assertThat(Split.of(2000, Integer::toString, 0.01, 3)).isEqualTo(split);
    assertThat(Split.of(2000, Integer::toString, 0.01, 4)).isNotEqualTo(split);
  }

  @Test
  void holdsOutWhatTheRateNeeds() {
    assertThat(Split.of(300, Integer::toString, 0.01, 1).calibration()).hasSize(99);
  }

  @Test
  void refusesTooFewImagesWithTheNumberNeeded() {
    assertThatThrownBy(() -> Split.of(197, Integer::toString, 0.01, 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("There are 197 normal images")
        .hasMessageContaining("that takes 198")
        .hasMessageContaining("--false-alarm-rate 0.0102");
    assertThat(Split.of(197, Integer::toString, 0.0102, 1).calibration()).isNotEmpty();
  }

  @Test
  void imagesOfOneGroupStayTogether() {
    Split split = Split.of(400, i -> "part-" + i / 8, 0.05, 1);
    Set<Integer> training = new HashSet<>();
    split.training().forEach(i -> training.add(i / 8));
    split.calibration().forEach(i -> assertThat(training).doesNotContain(i / 8));
  }
}
