package dev.kizuki.stream.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells where each key was set: in a line of the file, or by an environment variable. */
final class Origins {
  private final String source;
  private final Map<String, Integer> lines = new TreeMap<>();
  private final Map<String, String> variables = new TreeMap<>();

  /**
   * @param source the name of the file in messages
   * @param lines the line of each key, from 1
   */
  Origins(String source, Map<String, Integer> lines) {
    this.source = source;
    this.lines.putAll(lines);
  }

  /** An environment variable sets a key, and replaces what the file has below it. */
  void setByVariable(String key, String variable) {
    lines.keySet().removeIf(line -> line.equals(key) || isBelow(line, key));
    variables.put(key, variable);
  }

  private static boolean isBelow(String path, String key) {
    return path.startsWith(key + ".") || path.startsWith(key + "[");
  }

  /**
   * The beginning of a message about keys, as in "kizuki.yaml, line 3".
   *
   * @param keys keys as in {@code models[0].file}; those with their default are left out
   */
  String of(List<String> keys) {
    TreeSet<Integer> numbers = new TreeSet<>();
    List<String> places = new ArrayList<>();
    for (String key : keys) {
      // with several keys, a section that holds a default says nothing
      String variable = keys.size() == 1 ? nearest(variables, key) : variables.get(key);
      Integer line = keys.size() == 1 ? nearest(lines, key) : lines.get(key);
      if (variable != null) {
        places.add(variable);
      } else if (line != null) {
        numbers.add(line);
      }
    }
    String blamed =
        places.isEmpty() ? "" : "the environment variable " + String.join(" and ", places);
    if (numbers.isEmpty()) {
      return places.isEmpty() ? source : capital(blamed);
    }
    String file =
        "%s, line%s %s"
            .formatted(
                source,
                numbers.size() > 1 ? "s" : "",
                numbers.stream().map(String::valueOf).collect(Collectors.joining(" and ")));
    return places.isEmpty() ? file : file + ", and " + blamed;
  }

  private static String capital(String text) {
    return Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  /** Returns the entry of a key, or of the nearest key above it that has one; null if none has. */
  private static <T> @Nullable T nearest(Map<String, T> known, String key) {
    for (String path = key; !path.isEmpty(); path = parent(path)) {
      T found = known.get(path);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['))));
  }
}
