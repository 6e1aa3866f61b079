package dev.kizuki.embedded.simulator.product;

import java.util.Random;

/** Puts a defect on a drawn surface, whatever the product is. */
@FunctionalInterface
interface SurfaceFlaw {
  /**
   * @param canvas the drawing, which is changed
   * @param surface the surface on which the defect may be: a share in [0, 1] at each place
   */
  void apply(Canvas canvas, Field surface, Random random);
}
