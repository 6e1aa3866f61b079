/** Detectors without a network. A trained model is compared with them. */
@NullMarked
package dev.kizuki.trainer.baseline;

import org.jspecify.annotations.NullMarked;
