/** Scoring a whole poll at once, before the topology sees it. */
@NullMarked
package dev.kizuki.stream.batching;

import org.jspecify.annotations.NullMarked;
