package dev.kizuki.model;

import java.nio.file.Path;

/** Thrown if a model file cannot be used. The message names the file and the reason. */
public final class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ModelException(Path path, String reason) {
    super("The model %s cannot be used: %s".formatted(path.toAbsolutePath(), reason));
  }

  public ModelException(Path path, String reason, Throwable cause) {
    super("The model %s cannot be used: %s".formatted(path.toAbsolutePath(), reason), cause);
  }
}
