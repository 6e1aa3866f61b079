/**
 * Scoring with ONNX Runtime: images in, distances and verdicts out. The only package that knows
 * ONNX Runtime.
 */
@NullMarked
package dev.kizuki.scoring;

import org.jspecify.annotations.NullMarked;
