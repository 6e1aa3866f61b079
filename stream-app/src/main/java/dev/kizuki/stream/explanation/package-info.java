/** Explains why an alert or an incident was raised, by scoring its image again. */
@NullMarked
package dev.kizuki.stream.explanation;

import org.jspecify.annotations.NullMarked;
