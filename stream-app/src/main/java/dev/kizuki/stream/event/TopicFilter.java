package dev.kizuki.stream.event;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An MQTT topic filter (MQTT 5, section 4.7): the level {@code +} stands for any one level, and
 * {@code #} as the last level for any number of levels.
 */
public final class TopicFilter {
  private static final String ONE_LEVEL = "+";
  private static final String ALL_LEVELS = "#";
  private static final int MOST_BYTES = 65_535;

  private final String filter;
  private final List<String> levels;

  /**
   * @throws IllegalArgumentException if MQTT does not allow the filter
   */
  public TopicFilter(String filter) {
    this.filter = filter;
    this.levels = levels(filter);
    require(!filter.isEmpty(), "a topic must not be empty");
    require(filter.indexOf('\0') < 0, "a topic must not hold the character U+0000");
    require(
        filter.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES,
        "a topic must not be longer than 65535 bytes");
    for (int i = 0; i < levels.size(); i++) {
      String level = levels.get(i);
      require(
          level.equals(ONE_LEVEL) || level.indexOf('+') < 0,
          "+ must be a whole level, as in plant/+/images; was '%s'".formatted(filter));
      require(
          level.indexOf('#') < 0 || (level.equals(ALL_LEVELS) && i == levels.size() - 1),
          "# must be the whole last level, as in plant/#; was '%s'".formatted(filter));
    }
  }

  static List<String> levels(String topic) {
    return List.of(topic.split("/", -1));
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  /** Returns whether the filter holds {@code +} or {@code #}. */
  public boolean hasWildcard() {
    return levels.contains(ONE_LEVEL) || levels.contains(ALL_LEVELS);
  }

  /** Returns whether a broker delivers messages of this topic to a subscriber of this filter. */
  public boolean matches(String topic) {
    return overlap(levels, levels(topic));
  }

  /** Returns whether there is a topic that both filters match. */
  public boolean overlaps(TopicFilter other) {
    return overlap(levels, other.levels);
  }

  private static boolean overlap(List<String> a, List<String> b) {
    if (isReserved(a.get(0), b.get(0)) || isReserved(b.get(0), a.get(0))) {
      return false;
    }
    for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
      String one = level(a, i);
      String other = level(b, i);
      // # also matches the level above it: plant/# matches plant
      if (one.equals(ALL_LEVELS) || other.equals(ALL_LEVELS)) {
        return true;
      }
      if (i >= a.size() || i >= b.size()) {
        return false;
      }
      if (!one.equals(ONE_LEVEL) && !other.equals(ONE_LEVEL) && !one.equals(other)) {
        return false;
      }
    }
    return true;
  }

  private static String level(List<String> levels, int i) {
    return i < levels.size() ? levels.get(i) : "";
  }

  /** A wildcard in front matches no topic that begins with $ (section 4.7.2). */
  private static boolean isReserved(String wildcard, String level) {
    return (wildcard.equals(ONE_LEVEL) || wildcard.equals(ALL_LEVELS)) && level.startsWith("$");
  }

  /** The text that a client subscribes with. */
  @Override
  public String toString() {
    return filter;
  }
}
