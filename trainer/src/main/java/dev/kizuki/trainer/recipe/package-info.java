/**
 * Recipes: which network, trained how, with which feature; and the rule that chooses the feature.
 */
@NullMarked
package dev.kizuki.trainer.recipe;

import org.jspecify.annotations.NullMarked;
