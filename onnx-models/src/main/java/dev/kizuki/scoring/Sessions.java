package dev.kizuki.scoring;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;

/** Opens ONNX Runtime sessions with the settings that the service and the trainer share. */
final class Sessions {
  private static final String EXTERNAL_WEIGHTS_FOLDER =
      "session.model_external_initializers_file_folder_path";
  private static final String MISSING_FOLDER = "/dev/null/no-other-files";

  private Sessions() {}

  /**
   * Opens a session. It uses one thread, because Kafka Streams' threads already run in parallel.
   *
   * <p>ONNX Runtime reads external weights from the working folder by default. A model must be one
   * file, so the session looks for them in a folder that cannot exist.
   *
   * @throws OrtException if ONNX Runtime does not accept the graph
   */
  static OrtSession open(byte[] onnx) throws OrtException {
    try (SessionOptions options = new SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.addConfigEntry(EXTERNAL_WEIGHTS_FOLDER, MISSING_FOLDER);
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
