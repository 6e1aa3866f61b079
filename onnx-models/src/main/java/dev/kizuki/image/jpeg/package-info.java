/** Decodes JPEG. */
@NullMarked
package dev.kizuki.image.jpeg;

import org.jspecify.annotations.NullMarked;
