/** Draws synthetic defects into normal images, and makes the crops that a network learns from. */
@NullMarked
package dev.kizuki.trainer.defect;

import org.jspecify.annotations.NullMarked;
