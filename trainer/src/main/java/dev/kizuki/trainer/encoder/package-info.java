/** Encoders that a user brings as ONNX files. They become feature graphs like our own networks. */
@NullMarked
package dev.kizuki.trainer.encoder;

import org.jspecify.annotations.NullMarked;
