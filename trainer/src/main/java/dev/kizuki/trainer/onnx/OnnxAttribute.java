package dev.kizuki.trainer.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import com.google.protobuf.ByteString;

/** A named attribute of an ONNX node, such as {@code axis = 1}. */
public final class OnnxAttribute {
  private final AttributeProto proto;

  private OnnxAttribute(AttributeProto.Builder proto) {
    this.proto = proto.build();
  }

  AttributeProto proto() {
    return proto;
  }

  /** An attribute of type INT. */
  public static OnnxAttribute integer(String name, long value) {
    return new OnnxAttribute(
        AttributeProto.newBuilder().setName(name).setType(AttributeType.INT).setI(value));
  }

  /** An attribute of type STRING. */
  public static OnnxAttribute text(String name, String value) {
    return new OnnxAttribute(
        AttributeProto.newBuilder()
            .setName(name)
            .setType(AttributeType.STRING)
            .setS(ByteString.copyFromUtf8(value)));
  }

  /** An attribute of type INTS. */
  public static OnnxAttribute integers(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return new OnnxAttribute(attribute);
  }
}
