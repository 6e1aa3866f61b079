/** The images that are kept by reference for the next training. */
@NullMarked
package dev.kizuki.stream.sample;

import org.jspecify.annotations.NullMarked;
