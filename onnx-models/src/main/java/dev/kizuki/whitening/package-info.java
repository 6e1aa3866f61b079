/** Mean and whitening of features: shrinkage of a covariance, and fits to new images. */
@NullMarked
package dev.kizuki.whitening;

import org.jspecify.annotations.NullMarked;
