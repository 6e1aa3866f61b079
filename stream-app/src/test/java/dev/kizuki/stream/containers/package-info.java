/** Conditions of the tests that need containers. */
@NullMarked
package dev.kizuki.stream.containers;

import org.jspecify.annotations.NullMarked;
