/**
 * Experiments on labelled data sets: what a recipe is worth, over all classes and several seeds.
 */
@NullMarked
package dev.kizuki.trainer.benchmark;

import org.jspecify.annotations.NullMarked;
