/** The products that the simulator draws, and the defects that they can have. */
@NullMarked
package dev.kizuki.embedded.simulator.product;

import org.jspecify.annotations.NullMarked;
