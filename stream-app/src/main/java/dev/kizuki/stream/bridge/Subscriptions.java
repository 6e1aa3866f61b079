package dev.kizuki.stream.bridge;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.config.ImageSubscription;
import dev.kizuki.stream.config.PayloadKind;
import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.payload.PayloadReader;
import java.util.List;
import java.util.Optional;

/** The topics of images, and how the payloads of each are read. No two of them match one topic. */
final class Subscriptions {
  private final List<Subscription> all;
  private final String sharedGroup;

  /** One entry of {@code mqtt.images}. */
  record Subscription(DeviceTopic topic, PayloadKind kind, PayloadReader payloads) {
    static Subscription of(ImageSubscription images, int maxImageBytes) {
      return new Subscription(
          images.deviceTopic(), images.payloadKind(), PayloadReader.of(images, maxImageBytes));
    }
  }

  Subscriptions(Configuration configuration) {
    int maxImageBytes = configuration.limits().maxImageBytes();
    this.all =
        configuration.mqtt().images().stream()
            .map(images -> Subscription.of(images, maxImageBytes))
            .toList();
    this.sharedGroup = configuration.mqtt().sharedGroup();
  }

  /** The topic filters, each as a shared subscription if there is a group. */
  List<String> filters() {
    return all.stream().map(one -> one.topic().filter(sharedGroup)).toList();
  }

  /** The entry that a topic belongs to; empty if it belongs to none. */
  Optional<Subscription> find(String topic) {
    for (Subscription one : all) {
      if (one.topic().filter().matches(topic)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }
}
