/** Mean, shrunk covariance and whitening of the features of normal images. */
@NullMarked
package dev.kizuki.trainer.calibration;

import org.jspecify.annotations.NullMarked;
