package dev.kizuki.stream.models;

/** Breaks a model that serves, so that every run of it throws. */
public final class BrokenModels {
  private BrokenModels() {}

  /**
   * Closes the ONNX Runtime session of a device's model, although it is in use.
   *
   * @param users the number of users of the model
   */
  public static void closeSession(ServedModels models, String device, int users) {
    closeSession(models.forDevice(device).orElseThrow(), users);
  }

  /**
   * Closes the ONNX Runtime session of a model, although it is in use.
   *
   * @param users the number of users of the model
   */
  static void closeSession(ServedModel model, int users) {
    for (int i = 0; i < users; i++) {
      model.release();
    }
  }
}
