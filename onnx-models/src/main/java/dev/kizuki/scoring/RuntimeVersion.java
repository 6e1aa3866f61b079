package dev.kizuki.scoring;

import ai.onnxruntime.OrtEnvironment;

/** Says which ONNX Runtime this process uses. */
public final class RuntimeVersion {
  private RuntimeVersion() {}

  /** The version, for example 1.28.0. */
  public static String get() {
    return OrtEnvironment.getEnvironment().getVersion();
  }
}
