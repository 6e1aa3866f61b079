package dev.kizuki.stream.lifecycle;

import org.jspecify.annotations.Nullable;

/** The service cannot start or continue. The message says why and what to check. */
public final class ServiceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ServiceException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
