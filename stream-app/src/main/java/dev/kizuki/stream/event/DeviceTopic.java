package dev.kizuki.stream.event;

import java.util.List;
import java.util.Optional;

/** An MQTT topic with the device's name as one level, as in {@code devices/{device}/images}. */
public final class DeviceTopic {
  private static final String DEVICE = "{device}";

  private final String pattern;
  private final int level;

  /**
   * @param pattern holds {@code {device}} as one whole level
   * @throws IllegalArgumentException if no level is {@code {device}}
   */
  public DeviceTopic(String pattern) {
    this.pattern = pattern;
    this.level = List.of(pattern.split("/", -1)).indexOf(DEVICE);
    if (level < 0) {
      throw new IllegalArgumentException("the topic '%s' has no level {device}".formatted(pattern));
    }
  }

  /**
   * Returns the filter that subscribes to all devices.
   *
   * @param sharedGroup the group of a shared subscription (MQTT 5, 4.8.2); empty for none
   */
  public String filter(String sharedGroup) {
    String filter = pattern.replace(DEVICE, "+");
    return sharedGroup.isEmpty() ? filter : "$share/%s/%s".formatted(sharedGroup, filter);
  }

  /** The topic of one device. */
  public String of(String device) {
    return pattern.replace(DEVICE, device);
  }

  /** The device that a topic names; empty if the topic has no such level or the name is empty. */
  public Optional<String> device(String topic) {
    String[] levels = topic.split("/", -1);
    return level < levels.length && !levels[level].isEmpty()
        ? Optional.of(levels[level])
        : Optional.empty();
  }
}
