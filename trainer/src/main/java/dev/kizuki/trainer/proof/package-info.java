/** Proves that an exported graph computes the same as the trained network. */
@NullMarked
package dev.kizuki.trainer.proof;

import org.jspecify.annotations.NullMarked;
