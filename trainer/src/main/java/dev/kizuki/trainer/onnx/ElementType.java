package dev.kizuki.trainer.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;

/** The type of the values of a tensor; the graphs of this project use two. */
public enum ElementType {
  /** float32. */
  FLOAT(DataType.FLOAT_VALUE),
  /** uint8, the type of image samples. */
  UINT8(DataType.UINT8_VALUE);

  private final int number;

  ElementType(int number) {
    this.number = number;
  }

  /** The number of the type in ONNX's {@code TensorProto.DataType}. */
  int number() {
    return number;
  }
}
