/** Writes ONNX graphs and reads those of others. The only package that knows ONNX's protobuf. */
@NullMarked
package dev.kizuki.trainer.onnx;

import org.jspecify.annotations.NullMarked;
