package dev.kizuki.scoring;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;

/** Opens sessions the one way that the service and the trainer need. */
final class Sessions {
  private static final String EXTERNAL_WEIGHTS =
      "session.model_external_initializers_file_folder_path";
  private static final String NOWHERE = "/dev/null/no-other-files";

  private Sessions() {}

  /**
   * One thread per session: Kafka Streams' threads are the parallelism. A model file is all there
   * is to a model: what it says of weights in other files is looked for where no file can be, else
   * ONNX Runtime would read them from the folder that the service was started in.
   */
  static OrtSession open(byte[] onnx) throws OrtException {
    try (SessionOptions options = new SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.addConfigEntry(EXTERNAL_WEIGHTS, NOWHERE);
      options.setOptimizationLevel(SessionOptions.OptLevel.ALL_OPT);
      return OrtEnvironment.getEnvironment().createSession(onnx, options);
    }
  }

  static void close(OrtSession session) {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime could not close a session", e);
    }
  }
}
