package dev.kizuki.embedded.simulator;

import dev.kizuki.embedded.simulator.product.Frame;
import dev.kizuki.embedded.simulator.product.Product;
import dev.kizuki.embedded.simulator.product.Products;
import java.util.Locale;
import java.util.function.Function;

/** The products that the simulator knows, by the names of the command line. */
enum ProductKind {
  PART(StampedPart::new),
  BRUSHED_METAL(Products::brushedMetal),
  CAST_METAL(Products::castMetal),
  WEAVE(Products::weave),
  BOARD(Products::board),
  SCREW(Products::screw),
  SOLAR_CELL(Products::solarCell);

  private final Function<Frame, Product> maker;

  ProductKind(Function<Frame, Product> maker) {
    this.maker = maker;
  }

  Product make(Frame frame) {
    return maker.apply(frame);
  }

  /** Returns the name on the command line, as in {@code brushed-metal}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
