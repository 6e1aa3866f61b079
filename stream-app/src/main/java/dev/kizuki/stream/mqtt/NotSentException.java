package dev.kizuki.stream.mqtt;

import org.jspecify.annotations.Nullable;

/** A message was not sent, because the client is not connected or is busy. It can be sent later. */
public final class NotSentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NotSentException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
