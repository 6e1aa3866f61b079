package dev.kizuki.embedded.simulator.product;

import java.util.Random;

/**
 * Puts a defect on a specimen.
 *
 * @param <P> the plan of a specimen: where its structures lie
 */
@FunctionalInterface
interface Flaw<P> {
  /**
   * @param plan the specimen without the defect
   * @param canvas a drawing of that specimen; may be changed and returned
   * @return the drawing of the specimen with the defect
   */
  Canvas apply(P plan, Canvas canvas, Random random);
}
