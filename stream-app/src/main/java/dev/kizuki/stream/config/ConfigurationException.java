package dev.kizuki.stream.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The service cannot start with this configuration. The message names the key or the file. */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<String> keys;

  public ConfigurationException(String message) {
    this(message, List.of());
  }

  public ConfigurationException(String message, @Nullable Throwable cause) {
    super(message, cause);
    this.keys = List.of();
  }

  /**
   * @param keys the keys whose values do not fit, as in {@code mqtt.broker}
   */
  ConfigurationException(String message, List<String> keys) {
    this(message, keys, null);
  }

  /**
   * @param keys the keys whose values do not fit, as in {@code mqtt.broker}
   */
  ConfigurationException(String message, List<String> keys, @Nullable Throwable cause) {
    super(message, cause);
    this.keys = List.copyOf(keys);
  }

  /** The keys whose values do not fit; empty if the message is about something else. */
  List<String> keys() {
    return keys;
  }
}
