package dev.kizuki.trainer.onnx;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Arrays;
import java.util.Optional;

/** The type of the values of a tensor; those that images and features have. */
public enum ElementType {
  /** float32. */
  FLOAT(DataType.FLOAT_VALUE, "float32"),
  /** float16, half precision. */
  FLOAT16(DataType.FLOAT16_VALUE, "float16"),
  /** uint8, the type of image samples. */
  UINT8(DataType.UINT8_VALUE, "uint8");

  private final int number;
  private final String title;

  ElementType(int number, String title) {
    this.number = number;
    this.title = title;
  }

  /** The number of the type in ONNX's {@code TensorProto.DataType}. */
  int number() {
    return number;
  }

  /** The name of the type in messages, such as float32. */
  public String title() {
    return title;
  }

  /** Returns the type with a number of ONNX's {@code TensorProto.DataType}. */
  static Optional<ElementType> of(int number) {
    return Arrays.stream(values()).filter(type -> type.number == number).findFirst();
  }

  /** Returns the type that ONNX Runtime calls by this name, such as FLOAT16. */
  public static Optional<ElementType> of(String name) {
    return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
  }
}
