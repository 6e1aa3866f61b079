/** Turns a feature graph and its Gaussians into a model file. */
@NullMarked
package dev.kizuki.trainer.export;

import org.jspecify.annotations.NullMarked;
