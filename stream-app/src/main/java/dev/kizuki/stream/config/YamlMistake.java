package dev.kizuki.stream.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import tools.jackson.core.JacksonException;

/**
 * A mistake in YAML, in plain words.
 *
 * @param line the line of the mistake, from 1; 0 if it is not known
 * @param sentence what is wrong, and the remedy
 */
record YamlMistake(int line, String sentence) {
  private static final Pattern TAB_IN_INDENTATION = Pattern.compile(" *\t.*");
  private static final Pattern NEEDS_QUOTES =
      Pattern.compile("(?:[^#]*?:|\\s*-)\\s+([*&!%@`|>].*|[{\\[].*[^\\]}\\s])\\s*");

  /** Not one of the characters of YAML 1.2, section 5.1. */
  private static final Pattern CONTROL_CHARACTER =
      Pattern.compile(
          "[^\\t\\n\\r\\x20-\\x7E\\x85\\xA0-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]");

  /** Explains why a parser refused a text. */
  static YamlMistake of(JacksonException refusal, String text) {
    Matcher control = CONTROL_CHARACTER.matcher(text);
    if (control.find()) {
      return new YamlMistake(
          (int) text.substring(0, control.start()).chars().filter(c -> c == '\n').count() + 1,
          "the character U+%04X is not allowed. Delete it"
              .formatted(control.group().codePointAt(0)));
    }
    if (refusal.getCause() instanceof MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(Mark::getLine).orElse(-1) + 1;
      int begin = e.getContextMark().map(Mark::getLine).orElse(line - 2) + 1;
      return of(e.getProblem(), Math.max(1, Math.min(begin, line)), line, text.split("\n", -1));
    }
    return new YamlMistake(0, String.valueOf(refusal.getOriginalMessage()).replace('\n', ' '));
  }

  /**
   * @param problem the parser's words
   * @param begin the line in which the parser began to read what it did not understand
   * @param line the line in which it stopped
   */
  private static YamlMistake of(String problem, int begin, int line, String[] lines) {
    for (int number = begin; number <= Math.min(line, lines.length); number++) {
      String odd = oddCharacter(lines[number - 1]);
      if (!odd.isEmpty()) {
        return new YamlMistake(number, odd);
      }
    }
    String plain = plain(problem, begin);
    String quotes = line <= lines.length ? missingQuotes(lines[line - 1]) : "";
    return new YamlMistake(
        line, plain.contains("is not closed") || quotes.isEmpty() ? plain : quotes);
  }

  /** A character that looks like another one; empty if the line has none. */
  private static String oddCharacter(String line) {
    if (TAB_IN_INDENTATION.matcher(line).matches()) {
      return "the line begins with a tab. Indent it with spaces";
    }
    String content = line.replaceFirst("(^|\\s)#.*", "");
    if (content.contains("\u00A0")) {
      return "the line holds a no-break space, as web pages have it. Type a space instead";
    }
    return content.contains("\uFF1A") ? "the line holds a full-width colon. Type ':' instead" : "";
  }

  private static String missingQuotes(String line) {
    if (line.contains("\"") && line.contains("\\")) {
      return "in double quotes \\ begins an escape. Put the value in single quotes";
    }
    Matcher unquoted = NEEDS_QUOTES.matcher(line);
    return unquoted.matches()
        ? "put the value in quotes: '%s'".formatted(unquoted.group(1).strip())
        : "";
  }

  private static String plain(String problem, int begin) {
    if (problem.contains("end of stream")) {
      return "the quote that begins in line %d is not closed".formatted(begin);
    }
    if (problem.startsWith("expected ',' or")) {
      return "the bracket that begins in line %d is not closed".formatted(begin);
    }
    if (problem.startsWith("expected <block end>")) {
      return "the indentation does not fit the lines above. Keys of one section begin in one column";
    }
    if (problem.startsWith("mapping values are not allowed")) {
      return "a ':' is where no key can be. Check the indentation, and put a value with ': ' in"
          + " quotes";
    }
    return problem.replace('\n', ' ').strip();
  }
}
