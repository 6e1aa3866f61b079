package dev.kizuki.stream.models;

import dev.kizuki.model.ModelFile;
import dev.kizuki.scoring.Model;
import dev.kizuki.stream.event.ImageEvent.ModelReference;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A loaded model that its last user closes. Closing an ONNX Runtime session while another thread
 * runs it crashes the JVM, so users are counted. The creator is the first user. Thread-safe.
 */
final class SharedModel {
  private final ModelFile file;
  private final Model model;
  private final AtomicInteger users = new AtomicInteger(1);

  /**
   * Loads the model and tests it on its golden images.
   *
   * @throws dev.kizuki.model.ModelException if the file cannot be used
   */
  SharedModel(ModelFile file) {
    this.file = file;
    this.model = Model.load(file);
  }

  String sha256() {
    return file.sha256();
  }

  /** The content that was loaded. */
  ModelFile file() {
    return file;
  }

  /** The name, version and digest of the model, as events carry them. */
  ModelReference reference() {
    return new ModelReference(model.metadata().name(), model.metadata().version(), file.sha256());
  }

  Model model() {
    return model;
  }

  /**
   * Adds a user.
   *
   * @return false if the model is closed already
   */
  boolean retain() {
    return users.updateAndGet(n -> n == 0 ? 0 : n + 1) > 0;
  }

  /** Removes a user. The last one closes the model. */
  void release() {
    if (users.decrementAndGet() == 0) {
      model.close();
    }
  }
}
