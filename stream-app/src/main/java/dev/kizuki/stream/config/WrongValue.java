package dev.kizuki.stream.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Says in plain words what a key must hold, for a value that has another type. */
final class WrongValue {
  private static final Pattern WHOLE_NUMBER = Pattern.compile("[+-]?[0-9]+");

  private static final Pattern NO_SPACE_AFTER_COLON = Pattern.compile("\\w+:[^\\s/].*");

  private WrongValue() {}

  /**
   * The end of a sentence that begins with the key, as in "must be a whole number, was 'many'".
   *
   * @param type the type of the key
   * @param value the value; null if it is missing
   */
  static String describe(@Nullable Class<?> type, @Nullable JsonNode value) {
    String text = value != null && value.isString() ? value.asString() : "";
    if (type == Duration.class && value != null && value.isString()) {
      return duration(text);
    }
    return expected(type, text) + ", was " + actual(value);
  }

  private static String duration(String text) {
    try {
      return "cannot be " + Durations.text(Durations.parse(text));
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String expected(@Nullable Class<?> type, String text) {
    if (type == int.class || type == Integer.class) {
      return wholeNumber(text, Integer.MAX_VALUE);
    }
    if (type == short.class || type == Short.class) {
      return wholeNumber(text, Short.MAX_VALUE);
    }
    if (type == long.class || type == Long.class) {
      return wholeNumber(text, Long.MAX_VALUE);
    }
    if (type == double.class || type == Double.class) {
      return text.contains(",") ? "must be a number with a decimal point" : "must be a number";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "must be true or false";
    }
    if (type == Duration.class) {
      return "must be a duration such as 30s";
    }
    if (type == URI.class) {
      return "must be an address such as tcp://HOST:PORT";
    }
    if (type == Pattern.class) {
      return "must be a regular expression" + syntaxError(text);
    }
    if (type == String.class || type == Path.class) {
      return "must be one text";
    }
    if (type != null && Map.class.isAssignableFrom(type)) {
      return "must be a map, as in {client.rack: r1}";
    }
    if (type != null && Collection.class.isAssignableFrom(type)) {
      return "must be a list, as in [{file: parts.onnx}]";
    }
    return "must hold keys, each in a line of its own that is indented, as in 'key: value'"
        + missingColon(text);
  }

  private static String missingColon(String text) {
    if (text.contains("\uFF1A")) {
      return " (with ':', not with a full-width colon)";
    }
    return NO_SPACE_AFTER_COLON.matcher(text).matches() ? " (with a space after ':')" : "";
  }

  private static String wholeNumber(String text, long most) {
    if (!WHOLE_NUMBER.matcher(text).matches()) {
      return "must be a whole number";
    }
    return text.startsWith("-")
        ? "must be a whole number of at least " + (-most - 1)
        : "must be a whole number of at most " + most;
  }

  private static String syntaxError(String text) {
    try {
      Pattern.compile(text);
      return "";
    } catch (PatternSyntaxException e) {
      return " (" + e.getDescription() + ")";
    }
  }

  /** Describes a value for a message. The content of a map or list is left out. */
  static String actual(@Nullable JsonNode value) {
    if (value == null || value.isNull() || value.isMissingNode()) {
      return "missing";
    }
    if (value.isObject()) {
      return "a map";
    }
    if (value.isArray()) {
      return "a list";
    }
    return "'%s'".formatted(value.asString());
  }
}
