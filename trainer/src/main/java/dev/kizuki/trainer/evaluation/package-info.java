/** Measures models on test images that were not used to make them. */
@NullMarked
package dev.kizuki.trainer.evaluation;

import org.jspecify.annotations.NullMarked;
