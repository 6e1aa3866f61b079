package dev.kizuki.stream.lifecycle;

import org.jspecify.annotations.Nullable;

/** The service cannot start or go on; the message says why, and what to look at. */
public final class ServiceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ServiceException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
