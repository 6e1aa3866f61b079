package dev.kizuki.embedded.simulator;

import dev.kizuki.embedded.simulator.product.Frame;
import dev.kizuki.embedded.simulator.product.Product;
import dev.kizuki.embedded.simulator.product.Specimen;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Stamped metal parts of one shape on a conveyor belt, always gray. */
final class StampedPart implements Product {
  private final PartShape shape;
  private final int side;

  StampedPart(PartShape shape, Frame frame) {
    this.shape = shape;
    this.side = frame.side();
  }

  @Override
  public List<String> defects() {
    return Arrays.stream(Defect.values()).map(Defect::label).toList();
  }

  @Override
  public Specimen make(Random random, @Nullable String defect) {
    return new PartScene(random, shape, side).draw(defect == null ? null : Defect.of(defect));
  }
}
