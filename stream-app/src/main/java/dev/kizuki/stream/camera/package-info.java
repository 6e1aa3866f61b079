/**
 * The health of a camera: what a picture shows, what is usual for its device, and what is wrong.
 * Without input, output and clocks.
 */
@NullMarked
package dev.kizuki.stream.camera;

import org.jspecify.annotations.NullMarked;
