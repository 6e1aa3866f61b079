package dev.kizuki.trainer.data;

/** A data set cannot be used. The message names the fault and the remedy. */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public DataException(String message) {
    super(message);
  }

  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
