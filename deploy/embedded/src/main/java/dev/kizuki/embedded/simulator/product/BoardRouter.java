package dev.kizuki.embedded.simulator.product;

import dev.kizuki.embedded.simulator.product.BoardLayout.Pad;
import dev.kizuki.embedded.simulator.product.BoardLayout.Trace;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Lays a board out on a lattice: rows of pads, single pads, and traces that start at pads, run
 * straight, turn by 45 degrees and end in a via. No two structures touch.
 */
final class BoardRouter {
  /** The distance of two lattice points, in units. */
  private static final double PITCH = 9;

  private static final int POINTS = 31;
  private static final int[] DX = {1, 1, 0, -1, -1, -1, 0, 1};
  private static final int[] DY = {0, 1, 1, 1, 0, -1, -1, -1};

  private final Random random;
  private final boolean[][] taken = new boolean[POINTS][POINTS];
  private final List<Trace> traces = new ArrayList<>();
  private final List<Pad> pads = new ArrayList<>();
  private final List<int[]> starts = new ArrayList<>();
  private final double phaseX;
  private final double phaseY;

  BoardRouter(Random random) {
    this.random = random;
    this.phaseX = -PITCH * random.nextDouble();
    this.phaseY = -PITCH * random.nextDouble();
  }

  BoardLayout layout() {
    int components = 3 + random.nextInt(3);
    for (int i = 0; i < components; i++) {
      placeComponent();
    }
    int singles = 5 + random.nextInt(7);
    for (int i = 0; i < singles; i++) {
      placeSingle();
    }
    for (int round = 0; round < 2; round++) {
      for (int[] start : List.copyOf(starts)) {
        route(start[0], start[1]);
      }
    }
    int buses = 6 + random.nextInt(8);
    for (int i = 0; i < buses; i++) {
      placeVia();
    }
    return new BoardLayout(List.copyOf(traces), List.copyOf(pads), List.of(), List.of());
  }

  /** Places two rows of pads, with free lattice points between them. */
  private void placeComponent() {
    int length = 3 + random.nextInt(5);
    int width = 2 + random.nextInt(3);
    boolean lies = random.nextBoolean();
    int left = 1 + random.nextInt(POINTS - 10);
    int top = 1 + random.nextInt(POINTS - 10);
    List<int[]> points = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      for (int row : new int[] {0, width}) {
        points.add(lies ? new int[] {left + i, top + row} : new int[] {left + row, top + i});
      }
    }
    if (points.stream().anyMatch(p -> taken[p[0]][p[1]])) {
      return;
    }
    for (int[] p : points) {
      add(p, Pad.surface(place(p[0], p[1])));
    }
  }

  private void placeSingle() {
    int[] p = {1 + random.nextInt(POINTS - 2), 1 + random.nextInt(POINTS - 2)};
    for (int i = -1; i <= 1; i++) {
      for (int j = -1; j <= 1; j++) {
        if (taken[p[0] + i][p[1] + j]) {
          return;
        }
      }
    }
    add(p, Pad.through(place(p[0], p[1])));
  }

  private void placeVia() {
    int[] p = {1 + random.nextInt(POINTS - 2), 1 + random.nextInt(POINTS - 2)};
    if (!taken[p[0]][p[1]]) {
      add(p, Pad.via(place(p[0], p[1])));
      route(p[0], p[1]);
    }
  }

  private void add(int[] point, Pad pad) {
    taken[point[0]][point[1]] = true;
    starts.add(point);
    pads.add(pad);
  }

  /** Runs a trace from a lattice point until it is long enough or finds no way on. */
  private void route(int startX, int startY) {
    List<Place> places = new ArrayList<>(List.of(place(startX, startY)));
    int direction = random.nextInt(8);
    int left = 4 + random.nextInt(22);
    int x = startX;
    int y = startY;
    for (; left > 0; left--) {
      if (random.nextInt(6) == 0 || !isFree(x, y, direction)) {
        direction = turn(x, y, direction);
      }
      if (!isFree(x, y, direction)) {
        break;
      }
      x += DX[direction];
      y += DY[direction];
      taken[x][y] = true;
      places.add(place(x, y));
    }
    if (places.size() < 3) {
      return;
    }
    traces.add(new Trace(List.copyOf(places), random.nextInt(6) == 0 ? 4.8 : 3.2));
    if (left > 0 || random.nextBoolean()) {
      pads.add(Pad.via(place(x, y)));
    }
  }

  private int turn(int x, int y, int direction) {
    int side = random.nextBoolean() ? 1 : 7;
    int turned = (direction + side) % 8;
    return isFree(x, y, turned) ? turned : (direction + 8 - side) % 8;
  }

  /**
   * Returns whether a trace can go one step. A diagonal step must not cross or touch another trace.
   */
  private boolean isFree(int x, int y, int direction) {
    int toX = x + DX[direction];
    int toY = y + DY[direction];
    if (toX < 0 || toY < 0 || toX >= POINTS || toY >= POINTS || taken[toX][toY]) {
      return false;
    }
    boolean isDiagonal = direction % 2 == 1;
    return !isDiagonal || !(taken[toX][y] || taken[x][toY]);
  }

  private Place place(int x, int y) {
    return new Place(phaseX + PITCH * x, phaseY + PITCH * y);
  }
}
