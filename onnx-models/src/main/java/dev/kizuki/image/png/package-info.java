/** Decodes PNG. */
@NullMarked
package dev.kizuki.image.png;

import org.jspecify.annotations.NullMarked;
