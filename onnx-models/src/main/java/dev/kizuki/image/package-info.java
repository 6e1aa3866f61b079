/**
 * The contract of image formats: bytes in, {@code Pixels} or a {@code Rejection} out. Each format
 * has a package of its own below this one.
 */
@NullMarked
package dev.kizuki.image;

import org.jspecify.annotations.NullMarked;
