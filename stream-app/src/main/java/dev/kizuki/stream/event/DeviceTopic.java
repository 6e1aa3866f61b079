package dev.kizuki.stream.event;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * MQTT topics that name a device, as in {@code devices/{device}/images}. Several levels can name
 * the device together: the device of {@code hall1/line2/camera3/image} is {@code
 * hall1/line2/camera3} under {@code {site}/{line}/{device}/image}. A pattern may also hold the
 * wildcards {@code +} and {@code #}; these levels are not part of the name.
 */
public final class DeviceTopic {
  private static final Pattern PART = Pattern.compile("\\{([A-Za-z0-9_-]+)}");
  private static final String SEPARATOR = "/";

  private final String pattern;
  private final List<String> levels;

  /** The names in braces, in the order in which they make the name of the device. */
  private final List<String> parts;

  /** The device of every topic; null if the topic names it. */
  private final @Nullable String fixedDevice;

  private final TopicFilter filter;

  /**
   * @param pattern holds {@code {device}}, or several names in braces, as whole levels
   * @throws IllegalArgumentException if no level is a name in braces, or MQTT does not allow the
   *     pattern
   */
  public DeviceTopic(String pattern) {
    this(pattern, names(pattern), null);
  }

  /**
   * @param pattern the topic, with each of the parts in braces as a whole level
   * @param parts the names in braces, in the order in which they make the name of the device
   * @throws IllegalArgumentException if the pattern does not hold each of the parts once
   */
  public DeviceTopic(String pattern, List<String> parts) {
    this(pattern, parts, null);
  }

  private DeviceTopic(String pattern, List<String> parts, @Nullable String fixedDevice) {
    this.pattern = pattern;
    this.levels = TopicFilter.levels(pattern);
    this.parts = List.copyOf(parts);
    this.fixedDevice = fixedDevice;
    requireParts(fixedDevice == null);
    this.filter = new TopicFilter(filter(1));
  }

  /**
   * Topics that do not name their device.
   *
   * @param pattern a topic or topic filter
   * @param device the device of all these topics; empty if something else names the device
   */
  public static DeviceTopic fixed(String pattern, String device) {
    return new DeviceTopic(pattern, List.of(), device);
  }

  /** The names in braces, in the order of the pattern. */
  public static List<String> names(String pattern) {
    List<String> names = new ArrayList<>();
    for (String level : TopicFilter.levels(pattern)) {
      Matcher part = PART.matcher(level);
      if (part.matches()) {
        names.add(part.group(1));
      }
    }
    return names;
  }

  private void requireParts(boolean some) {
    List<String> names = names(pattern);
    for (String level : levels) {
      if ((level.contains("{") || level.contains("}")) && !PART.matcher(level).matches()) {
        throw new IllegalArgumentException(
            "a name in braces must be a whole level, as in devices/{device}/images; was '%s'"
                .formatted(pattern));
      }
    }
    if (some && names.isEmpty()) {
      throw new IllegalArgumentException(
          "the topic '%s' has no level {device} that names the device".formatted(pattern));
    }
    if (new HashSet<>(names).size() < names.size()) {
      throw new IllegalArgumentException(
          "the topic '%s' holds a name in braces twice".formatted(pattern));
    }
    if (names.size() != parts.size() || !parts.containsAll(names)) {
      throw new IllegalArgumentException(
          "the topic '%s' must hold exactly these names in braces: %s".formatted(pattern, parts));
    }
  }

  /** The names in braces, in the order in which they make the name of the device. */
  public List<String> parts() {
    return parts;
  }

  /** The filter that matches the topics of all devices. */
  public TopicFilter filter() {
    return filter;
  }

  /**
   * The filter that matches the topics of all devices whose names have a number of parts.
   *
   * @param partsOfOneName the levels that a single name in braces stands for
   */
  public TopicFilter filterOfParts(int partsOfOneName) {
    return new TopicFilter(filter(parts.size() == 1 ? partsOfOneName : 1));
  }

  private String filter(int levelsOfPart) {
    String wildcards = String.join(SEPARATOR, Collections.nCopies(levelsOfPart, "+"));
    return String.join(
        SEPARATOR,
        levels.stream().map(level -> PART.matcher(level).matches() ? wildcards : level).toList());
  }

  /**
   * Returns the filter that subscribes to all devices.
   *
   * @param sharedGroup the group of a shared subscription (MQTT 5, 4.8.2); empty for none
   */
  public String filter(String sharedGroup) {
    return sharedGroup.isEmpty()
        ? filter.toString()
        : "$share/%s/%s".formatted(sharedGroup, filter);
  }

  /**
   * The topic of one device. A single name in braces stands for the whole name of the device, also
   * if the name has several parts.
   *
   * @throws IllegalArgumentException if the name of the device has not as many parts as the
   *     pattern, or the pattern holds a wildcard
   */
  public String of(String device) {
    List<String> values = parts.size() == 1 ? List.of(device) : TopicFilter.levels(device);
    if (values.size() != parts.size() || values.contains("")) {
      throw new IllegalArgumentException(
          "the name of the device '%s' does not consist of the parts %s of the topic '%s'"
              .formatted(device, parts, pattern));
    }
    List<String> topic = new ArrayList<>();
    for (String level : levels) {
      Matcher part = PART.matcher(level);
      if (level.equals("+") || level.equals("#")) {
        throw new IllegalArgumentException(
            "nothing can be published to '%s', because it holds a wildcard".formatted(pattern));
      }
      topic.add(part.matches() ? values.get(parts.indexOf(part.group(1))) : level);
    }
    return String.join(SEPARATOR, topic);
  }

  /**
   * The device that a topic names; empty if the topic does not match the pattern or a part of the
   * name is empty.
   */
  public Optional<String> device(String topic) {
    if (!filter.matches(topic)) {
      return Optional.empty();
    }
    if (fixedDevice != null) {
      return fixedDevice.isEmpty() ? Optional.empty() : Optional.of(fixedDevice);
    }
    List<String> topicLevels = TopicFilter.levels(topic);
    List<String> values = new ArrayList<>();
    for (String part : parts) {
      values.add(topicLevels.get(levels.indexOf("{" + part + "}")));
    }
    return values.contains("") ? Optional.empty() : Optional.of(String.join(SEPARATOR, values));
  }

  /** The pattern, as in the configuration. */
  @Override
  public String toString() {
    return pattern;
  }
}
