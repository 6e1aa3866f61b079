package dev.kizuki.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.model.Preprocessing;
import dev.kizuki.model.Resize;
import org.junit.jupiter.api.Test;

class OcclusionGridTest {
  private static Preprocessing input(int height, int width) {
    return new Preprocessing(1, height, width, Resize.NONE);
  }

  @Test
  void theFinestGridHas28CellsAndWindowsOfASeventhOfTheSide() {
    assertThat(OcclusionGrid.within(input(280, 280), Long.MAX_VALUE))
        .isEqualTo(new OcclusionGrid(28, 28, 4, 4));
  }

  @Test
  void theGridHasAtMostAsManyWindowsAsTheTimeAllows() {
    for (int most = 4; most < 700; most++) {
      assertThat(OcclusionGrid.within(input(64, 64), most).windows()).isLessThanOrEqualTo(most);
    }
    assertThat(OcclusionGrid.within(input(64, 64), 50)).isEqualTo(new OcclusionGrid(8, 8, 2, 2));
  }

  @Test
  void theCoarsestGridHasFourWindows() {
    assertThat(OcclusionGrid.within(input(64, 64), 0)).isEqualTo(new OcclusionGrid(2, 2, 1, 1));
  }

  @Test
  void cellsAreSquaresAlsoIfTheInputIsNot() {
    assertThat(OcclusionGrid.within(input(50, 100), Long.MAX_VALUE))
        .isEqualTo(new OcclusionGrid(14, 28, 4, 4));
    assertThat(OcclusionGrid.within(input(1, 100), Long.MAX_VALUE))
        .isEqualTo(new OcclusionGrid(1, 28, 1, 4));
  }

  @Test
  void cellsAreNotSmallerThanPixels() {
    assertThat(OcclusionGrid.within(input(3, 5), Long.MAX_VALUE))
        .isEqualTo(new OcclusionGrid(3, 5, 2, 2));
    assertThat(OcclusionGrid.within(input(1, 1), 0).windows()).isEqualTo(1);
  }

  @Test
  void theWindowsCoverAllPixels() {
    Preprocessing input = input(37, 61);
    OcclusionGrid grid = OcclusionGrid.within(input, 100);
    boolean[] covered = new boolean[37 * 61];
    for (int i = 0; i < grid.windows(); i++) {
      OcclusionGrid.Window window = grid.window(i, input);
      for (int y = window.top(); y < window.bottom(); y++) {
        for (int x = window.left(); x < window.right(); x++) {
          covered[y * 61 + x] = true;
        }
      }
    }
    assertThat(covered).containsOnly(true);
  }
}
