/** The limits that devices learn from their own images, and a person confirms. */
@NullMarked
package dev.kizuki.stream.limit;

import org.jspecify.annotations.NullMarked;
