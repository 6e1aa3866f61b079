/** Writes judged and sampled images as a data set for training and evaluation. */
@NullMarked
package dev.kizuki.stream.dataset;

import org.jspecify.annotations.NullMarked;
