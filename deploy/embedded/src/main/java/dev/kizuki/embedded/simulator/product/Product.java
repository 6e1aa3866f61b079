package dev.kizuki.embedded.simulator.product;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A kind of part that the simulated camera looks at. Each specimen of it differs. */
public interface Product {
  /** Returns the names of the defects that this product can have, as in {@code thread-damage}. */
  List<String> defects();

  /**
   * Makes the next specimen.
   *
   * @param random the source of everything that varies
   * @param defect one of {@link #defects()}; null for a good specimen
   */
  Specimen make(Random random, @Nullable String defect);
}
