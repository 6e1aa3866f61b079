package dev.kizuki.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SplitTest {
  @Test
  void eachImageIsOnOneSideAndTheSeedDecides() {
    Split split = Split.of(2000, Integer::toString, 99, 3);
    Set<Integer> all = new HashSet<>(split.training());
    all.addAll(split.validation());
    all.addAll(split.calibration());
    assertThat(all).hasSize(2000);
    assertThat(split.calibration()).hasSize(200);
    assertThat(split.validation()).hasSize(180);
    assertThat(split.training()).hasSize(1620);
    assertThat(Split.of(2000, Integer::toString, 99, 3)).isEqualTo(split);
    assertThat(Split.of(2000, Integer::toString, 99, 4)).isNotEqualTo(split);
  }

  @Test
  void holdsOutEnoughImagesForTheRate() {
    assertThat(Split.of(300, Integer::toString, 99, 1).calibration()).hasSize(99);
  }

  @Test
  void imagesOfOneGroupStayTogether() {
    Split split = Split.of(400, i -> "part-" + i / 8, 19, 1);
    Set<Integer> training = groups(split.training());
    Set<Integer> validation = groups(split.validation());
    Set<Integer> calibration = groups(split.calibration());
    assertThat(training).doesNotContainAnyElementsOf(validation);
    assertThat(training).doesNotContainAnyElementsOf(calibration);
    assertThat(validation).doesNotContainAnyElementsOf(calibration);
  }

  private static Set<Integer> groups(List<Integer> positions) {
    return positions.stream().map(i -> i / 8).collect(Collectors.toSet());
  }

  @Test
  void groupsThatLeaveNothingToLearnFromAreRefused() {
    assertThatThrownBy(() -> Split.of(100, i -> "all", 20, 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(
            "The groups are too large to split: of 100 images, 100 are for calibration");
  }
}
