/** Looking at rejected images, and sending them again. */
@NullMarked
package dev.kizuki.stream.rejected;

import org.jspecify.annotations.NullMarked;
