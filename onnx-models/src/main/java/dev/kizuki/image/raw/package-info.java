/** Decodes raw pixels without a header. */
@NullMarked
package dev.kizuki.image.raw;

import org.jspecify.annotations.NullMarked;
