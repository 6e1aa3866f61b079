/** Judges the images of the past again, and compares the result with what was raised then. */
@NullMarked
package dev.kizuki.stream.replay;

import org.jspecify.annotations.NullMarked;
