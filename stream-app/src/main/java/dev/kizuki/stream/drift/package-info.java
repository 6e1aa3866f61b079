/**
 * Whether the normal images of one device still look like those of its burn-in: a sequential test
 * of conformal p-values. Pure: no clock, no store.
 */
@NullMarked
package dev.kizuki.stream.drift;

import org.jspecify.annotations.NullMarked;
