package dev.kizuki.trainer.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FoldsTest {
  @Test
  void imagesOfOneGroupAreInOneFold() {
    Folds folds = Folds.of(100, 10, i -> "part " + i / 4, 1);
    assertThat(folds.count()).isEqualTo(10);
    for (int i = 0; i < 100; i++) {
      assertThat(folds.foldOf(i)).isEqualTo(folds.foldOf(i / 4 * 4));
    }
  }

  @Test
  void everyImageIsInsideOneFoldAndOutsideTheOthers() {
    Folds folds = Folds.of(53, 5, Integer::toString, 2);
    int inside = 0;
    for (int fold = 0; fold < folds.count(); fold++) {
      inside += folds.inside(fold).length;
      assertThat(
              IntStream.concat(IntStream.of(folds.inside(fold)), IntStream.of(folds.outside(fold))))
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 53).boxed().toList());
      assertThat(folds.inside(fold).length).isBetween(10, 11);
    }
    assertThat(inside).isEqualTo(53);
  }

  @Test
  void fewGroupsGiveFewFolds() {
    assertThat(Folds.of(30, 10, i -> "part " + i % 3, 1).count()).isEqualTo(3);
  }

  @Test
  void oneGroupCannotBeDivided() {
    assertThatThrownBy(() -> Folds.of(30, 10, i -> "part", 1))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("one group");
  }
}
