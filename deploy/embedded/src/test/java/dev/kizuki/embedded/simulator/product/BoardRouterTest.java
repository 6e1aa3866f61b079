package dev.kizuki.embedded.simulator.product;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kizuki.embedded.simulator.product.BoardLayout.Trace;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BoardRouterTest {
  /** The design rule: the least distance between two traces, in units. */
  private static final double CLEARANCE = 1.2;

  @Test
  void tracesKeepTheirDistance() {
    for (long seed = 0; seed < 20; seed++) {
      List<Trace> traces = new BoardRouter(new Random(seed)).layout().traces();
      for (int i = 0; i < traces.size(); i++) {
        for (int j = i + 1; j < traces.size(); j++) {
          assertThat(touches(traces.get(i), traces.get(j)))
              .as("traces %d and %d of seed %d", i, j, seed)
              .isEqualTo(startAtTheSamePad(traces.get(i), traces.get(j)));
        }
      }
    }
  }

  private static boolean touches(Trace trace, Trace other) {
    return trace.places().stream()
        .anyMatch(place -> other.distance(place) < (trace.width() + other.width()) / 2 + CLEARANCE);
  }

  private static boolean startAtTheSamePad(Trace trace, Trace other) {
    return trace.places().get(0).equals(other.places().get(0));
  }

  @Test
  void layoutsDiffer() {
    assertThat(new BoardRouter(new Random(1)).layout().traces())
        .isNotEqualTo(new BoardRouter(new Random(2)).layout().traces());
  }
}
