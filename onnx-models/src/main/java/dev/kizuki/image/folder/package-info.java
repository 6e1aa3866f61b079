/** Which files of a folder belong to it; the same for training and for scoring. */
@NullMarked
package dev.kizuki.image.folder;

import org.jspecify.annotations.NullMarked;
