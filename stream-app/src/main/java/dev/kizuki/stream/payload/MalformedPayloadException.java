package dev.kizuki.stream.payload;

/** A payload does not follow its format. It never leaves this package. */
final class MalformedPayloadException extends Exception {
  private static final long serialVersionUID = 1L;

  /**
   * @param detail says what is wrong, with the place
   */
  MalformedPayloadException(String detail) {
    super(detail);
  }

  /** Says what is wrong, with the place. */
  String detail() {
    return String.valueOf(getMessage());
  }
}
