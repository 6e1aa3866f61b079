/** Lists rejected images and sends them again. */
@NullMarked
package dev.kizuki.stream.rejected;

import org.jspecify.annotations.NullMarked;
