package dev.kizuki.embedded.servers;

import java.util.Arrays;

/** Makes another file of a model, with the same network. */
public final class ModelVariant {
  /** The protobuf bytes of {@code metadata_props {key: "v" value: "2"}}. */
  private static final byte[] ENTRY = {0x72, 6, 0x0a, 1, 'v', 0x12, 1, '2'};

  private ModelVariant() {}

  /** Returns the bytes of an ONNX file with one more entry in its metadata. */
  public static byte[] of(byte[] onnx) {
    byte[] bytes = Arrays.copyOf(onnx, onnx.length + ENTRY.length);
    System.arraycopy(ENTRY, 0, bytes, onnx.length, ENTRY.length);
    return bytes;
  }
}
