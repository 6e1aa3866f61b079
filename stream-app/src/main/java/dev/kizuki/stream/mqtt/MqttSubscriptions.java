package dev.kizuki.stream.mqtt;

import java.util.List;

/**
 * The topic filters of a client.
 *
 * @param required the client does not become ready without these
 * @param optional the broker may refuse these; the client logs it and goes on
 */
public record MqttSubscriptions(List<String> required, List<String> optional) {
  public MqttSubscriptions {
    required = List.copyOf(required);
    optional = List.copyOf(optional);
  }

  /** No filter: the client only publishes. */
  public static MqttSubscriptions none() {
    return new MqttSubscriptions(List.of(), List.of());
  }

  /** Filters that are all required. */
  public static MqttSubscriptions of(List<String> required) {
    return new MqttSubscriptions(required, List.of());
  }
}
