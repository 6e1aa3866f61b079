/** Recipes: the network, its training and its feature, and the rule that chooses the feature. */
@NullMarked
package dev.kizuki.trainer.recipe;

import org.jspecify.annotations.NullMarked;
