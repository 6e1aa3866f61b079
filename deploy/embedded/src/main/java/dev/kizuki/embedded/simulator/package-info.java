/** A simulated line of cameras that look at parts, some of them with defects. */
@NullMarked
package dev.kizuki.embedded.simulator;

import org.jspecify.annotations.NullMarked;
