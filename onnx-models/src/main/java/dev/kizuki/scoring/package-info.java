/**
 * Runs models with ONNX Runtime and judges images. {@code Score} is the number, {@code Verdict} the
 * outcome, and judging the act. No other package uses ONNX Runtime.
 */
@NullMarked
package dev.kizuki.scoring;

import org.jspecify.annotations.NullMarked;
