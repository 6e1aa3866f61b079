/** A simulated camera that takes pictures of parts; some parts have a defect. */
@NullMarked
package dev.kizuki.embedded.simulator;

import org.jspecify.annotations.NullMarked;
