package dev.kizuki.trainer.data;

/** A data set that cannot be used; the message says what is wrong and what would help. */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DataException(String message) {
    super(message);
  }

  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
