/** The ONNX writer, and the proof that the graph equals the network. */
@NullMarked
package dev.kizuki.trainer.export;

import org.jspecify.annotations.NullMarked;
