package dev.kizuki.embedded.simulator;

import dev.kizuki.embedded.simulator.product.Frame;
import dev.kizuki.embedded.simulator.product.Product;
import dev.kizuki.embedded.simulator.product.Products;
import java.util.Locale;

/** The products that the simulator knows, by the names of the command line. */
public enum ProductKind {
  PART {
    @Override
    Product make(Frame frame) {
      return new StampedPart(PartShape.PLATE, frame);
    }
  },
  FLANGE {
    @Override
    Product make(Frame frame) {
      return new StampedPart(PartShape.FLANGE, frame);
    }
  },
  BRACKET {
    @Override
    Product make(Frame frame) {
      return new StampedPart(PartShape.BRACKET, frame);
    }
  },
  BRUSHED_METAL {
    @Override
    Product make(Frame frame) {
      return Products.brushedMetal(frame);
    }
  },
  CAST_METAL {
    @Override
    Product make(Frame frame) {
      return Products.castMetal(frame);
    }
  },
  WEAVE {
    @Override
    Product make(Frame frame) {
      return Products.weave(frame);
    }
  },
  BOARD {
    @Override
    Product make(Frame frame) {
      return Products.board(frame);
    }
  },
  SCREW {
    @Override
    Product make(Frame frame) {
      return Products.screw(frame);
    }
  },
  SOLAR_CELL {
    @Override
    Product make(Frame frame) {
      return Products.solarCell(frame);
    }
  };

  abstract Product make(Frame frame);

  /** Returns the name on the command line, as in {@code brushed-metal}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
