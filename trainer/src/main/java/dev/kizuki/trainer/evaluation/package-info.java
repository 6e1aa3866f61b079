/** How well a model does on test images that took no part in making it. */
@NullMarked
package dev.kizuki.trainer.evaluation;

import org.jspecify.annotations.NullMarked;
