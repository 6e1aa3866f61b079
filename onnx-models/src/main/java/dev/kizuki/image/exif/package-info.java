/** Reads the one Exif tag that changes what an image shows: its orientation. */
@NullMarked
package dev.kizuki.image.exif;

import org.jspecify.annotations.NullMarked;
