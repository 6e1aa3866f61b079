package dev.kizuki.stream.event;

import java.util.List;
import java.util.Optional;

/** A topic with the device's name in one of its levels: {@code devices/{device}/images}. */
public final class DeviceTopic {
  private static final String DEVICE = "{device}";

  private final String pattern;
  private final int level;

  /**
   * @param pattern with {@code {device}} as one whole level
   */
  public DeviceTopic(String pattern) {
    this.pattern = pattern;
    this.level = List.of(pattern.split("/", -1)).indexOf(DEVICE);
    if (level < 0) {
      throw new IllegalArgumentException("the topic '%s' holds no {device}".formatted(pattern));
    }
  }

  /** The filter to subscribe to all devices, alone or as one of a group. */
  public String filter(String sharedGroup) {
    String filter = pattern.replace(DEVICE, "+");
    return sharedGroup.isEmpty() ? filter : "$share/%s/%s".formatted(sharedGroup, filter);
  }

  /** The topic of one device. */
  public String of(String device) {
    return pattern.replace(DEVICE, device);
  }

  /** The device that a topic names; empty if its name is empty. */
  public Optional<String> device(String topic) {
    String[] levels = topic.split("/", -1);
    return level < levels.length && !levels[level].isEmpty()
        ? Optional.of(levels[level])
        : Optional.empty();
  }
}
