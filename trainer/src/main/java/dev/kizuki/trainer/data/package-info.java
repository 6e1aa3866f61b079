/** Data sets: folders of images and IDX files, the report on them, and the seeded split. */
@NullMarked
package dev.kizuki.trainer.data;

import org.jspecify.annotations.NullMarked;
