package dev.kizuki.stream.doctor;

/**
 * What a check found.
 *
 * @param subject what was looked at, one word
 * @param text one sentence
 * @param remedy what to do; empty if all is well
 */
public record Finding(Level level, String subject, String text, String remedy) {
  /** How bad it is. */
  public enum Level {
    OK,
    /** The service runs, but perhaps not as wished. */
    WARNING,
    /** The service does not run so. */
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

  /** One line for a person. */
  @Override
  public String toString() {
    String line = "%-8s %-12s %s".formatted(level, subject, text.replace('\n', ' '));
    return remedy.isEmpty() ? line : line + " -> " + remedy;
  }
}
