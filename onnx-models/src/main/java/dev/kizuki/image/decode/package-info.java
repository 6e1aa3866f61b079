/** Finds the format of an image and decodes it. The only package that knows every format. */
@NullMarked
package dev.kizuki.image.decode;

import org.jspecify.annotations.NullMarked;
