package dev.kizuki.stream.console;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A request that cannot be answered: the HTTP status, what is wrong, and what to do. */
final class Problem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String remedy;
  private final int retryAfterS;

  private Problem(int status, String error, String remedy, int retryAfterS) {
    super(error, null, false, false);
    this.status = status;
    this.remedy = remedy;
    this.retryAfterS = retryAfterS;
  }

  /** The problem as JSON. */
  record Body(
      @JsonProperty(required = true) String error, @JsonProperty(required = true) String remedy) {}

  static Problem badRequest(String error, String remedy) {
    return of(400, error, remedy);
  }

  static Problem notFound(String error, String remedy) {
    return of(404, error, remedy);
  }

  static Problem of(int status, String error, String remedy) {
    return new Problem(status, error, remedy, 0);
  }

  /**
   * A request that may be sent again later.
   *
   * @param retryAfterS the seconds to wait
   */
  static Problem later(int status, String error, String remedy, int retryAfterS) {
    return new Problem(status, error, remedy, retryAfterS);
  }

  int status() {
    return status;
  }

  /** Returns the seconds to wait before the next attempt; 0 if waiting does not help. */
  int retryAfterS() {
    return retryAfterS;
  }

  Body body() {
    return new Body(String.valueOf(getMessage()), remedy);
  }
}
