package dev.kizuki.stream.models;

import dev.kizuki.model.ModelFile;
import dev.kizuki.scoring.Model;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A loaded model that is closed when nobody uses it any more: a session that is closed while
 * another thread runs it takes the JVM with it. Whoever makes one is its first user.
 */
final class SharedModel {
  private final ModelFile file;
  private final Model model;
  private final AtomicInteger users = new AtomicInteger(1);

  /**
   * Loads it, and proves it on its golden images.
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

  Model model() {
    return model;
  }

  /**
   * One user more.
   *
   * @return false if it is closed already
   */
  boolean retain() {
    return users.updateAndGet(n -> n == 0 ? 0 : n + 1) > 0;
  }

  /** One user less; the last closes it. */
  void release() {
    if (users.decrementAndGet() == 0) {
      model.close();
    }
  }
}
