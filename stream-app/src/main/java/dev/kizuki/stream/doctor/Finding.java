package dev.kizuki.stream.doctor;

/**
 * The result of a check.
 *
 * @param subject one word for the thing that was checked
 * @param text one sentence about its state
 * @param remedy the action for the user; empty if nothing is wrong
 */
public record Finding(Level level, String subject, String text, String remedy) {
  /** The severity. */
  public enum Level {
    OK,
    /** The service runs, but a user can improve something. */
    WARNING,
    /** The service does not run. */
    FAILURE
  }

  static Finding ok(String subject, String text) {
    return new Finding(Level.OK, subject, text, "");
  }

  static Finding warning(String subject, String text, String remedy) {
    return new Finding(Level.WARNING, subject, text, remedy);
  }

  static Finding failure(String subject, String text, String remedy) {
    return new Finding(Level.FAILURE, subject, text, remedy);
  }

  /** Returns one line for the user. */
  @Override
  public String toString() {
    String line = "%-8s %-12s %s".formatted(level, subject, text.replace('\n', ' '));
    return remedy.isEmpty() ? line : line + " -> " + remedy;
  }
}
