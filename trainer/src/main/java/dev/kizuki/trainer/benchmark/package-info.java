/** Experiments on labelled data sets. They measure recipes over all classes and several seeds. */
@NullMarked
package dev.kizuki.trainer.benchmark;

import org.jspecify.annotations.NullMarked;
