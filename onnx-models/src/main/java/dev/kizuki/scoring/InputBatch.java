package dev.kizuki.scoring;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.kizuki.model.Preprocessing;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The inputs of one batch, (N, C, H, W), uint8, in a buffer outside the heap. The buffer is reused
 * for every batch. Not thread-safe.
 */
final class InputBatch {
  private final Preprocessing shape;
  private final ByteBuffer bytes;

  /**
   * @param shape the shape of one input
   * @param maxInputs the most inputs of one batch
   */
  InputBatch(Preprocessing shape, int maxInputs) {
    this.shape = shape;
    this.bytes =
        ByteBuffer.allocateDirect(Math.multiplyExact(maxInputs, shape.size()))
            .order(ByteOrder.nativeOrder());
  }

  /** Returns the buffer, positioned at the first of the (C, H, W) bytes of the i-th input. */
  ByteBuffer input(int i) {
    return bytes.clear().position(i * shape.size());
  }

  /** Creates a tensor over the first {@code n} inputs; the bytes are shared, not copied. */
  OnnxTensor tensor(int n) throws OrtException {
    return OnnxTensor.createTensor(
        OrtEnvironment.getEnvironment(),
        bytes.duplicate().order(ByteOrder.nativeOrder()).clear().limit(n * shape.size()),
        new long[] {n, shape.channels(), shape.height(), shape.width()},
        OnnxJavaType.UINT8);
  }
}
