package dev.kizuki.embedded.bench.cluster;

import java.util.Map;

/**
 * The kind of membership of instances in Kafka's consumer group. The protocol {@code streams}
 * (KIP-1071) is not among them: it does not start with the consumer that the service gives its
 * global store.
 */
enum Membership {
  CLASSIC("classic"),
  CLASSIC_STATIC("classic, static members");

  private final String title;

  Membership(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /**
   * Returns settings for {@code kafka.properties}.
   *
   * @param instance the name of the instance
   */
  Map<String, Object> settings(String instance) {
    return switch (this) {
      case CLASSIC -> Map.of();
      case CLASSIC_STATIC -> Map.of("group.instance.id", instance);
    };
  }
}
