/**
 * Makes a new version of a model from images of the history: new calibration distances and a new
 * threshold. The network stays as it is.
 */
@NullMarked
package dev.kizuki.stream.recalibration;

import org.jspecify.annotations.NullMarked;
