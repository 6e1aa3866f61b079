/** Features of images and the ONNX graphs that compute them. Distances are measured on features. */
@NullMarked
package dev.kizuki.trainer.feature;

import org.jspecify.annotations.NullMarked;
