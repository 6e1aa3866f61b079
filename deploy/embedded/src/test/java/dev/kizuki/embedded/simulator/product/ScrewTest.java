package dev.kizuki.embedded.simulator.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScrewTest extends ProductContract {
  private static final int SECTORS = 12;

  @Override
  Product product(Frame frame) {
    return new Screw(frame);
  }

  private static Stream<Screw.View> views() {
    Screw screw = new Screw(new Frame(64, false));
    Random random = new Random(1);
    return Stream.generate(() -> screw.plan(random)).limit(200);
  }

  @Test
  void liesInEveryDirection() {
    Set<Integer> sectors =
        views()
            .map(view -> (int) (view.angle() / (2 * Math.PI) * SECTORS))
            .collect(Collectors.toSet());
    assertThat(sectors).containsAll(IntStream.range(0, SECTORS).boxed().toList());
  }

  @Test
  void liesInsideThePicture() {
    double last = Canvas.UNITS;
    assertThat(views())
        .allSatisfy(
            view -> {
              for (double i = 0; i <= last; i++) {
                assertThat(view.share(i, 0) + view.share(i, last)).isZero();
                assertThat(view.share(0, i) + view.share(last, i)).isZero();
              }
            });
  }
}
