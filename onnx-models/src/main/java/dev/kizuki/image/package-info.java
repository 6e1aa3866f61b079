/** Decoding: the bytes of an image become pixels, or a reason why not. */
@NullMarked
package dev.kizuki.image;

import org.jspecify.annotations.NullMarked;
