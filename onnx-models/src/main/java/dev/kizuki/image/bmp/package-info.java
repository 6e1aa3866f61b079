/** Decodes uncompressed BMP. */
@NullMarked
package dev.kizuki.image.bmp;

import org.jspecify.annotations.NullMarked;
