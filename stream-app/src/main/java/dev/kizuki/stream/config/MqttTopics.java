package dev.kizuki.stream.config;

import dev.kizuki.stream.event.CanaryChannel;
import dev.kizuki.stream.event.DeviceTopic;
import dev.kizuki.stream.event.TopicFilter;
import java.util.List;

/**
 * Checks the topics of images and alerts against each other. Where two filters match the same
 * topic, a broker may deliver its images once or twice (MQTT 5, section 3.3.4). Where the images'
 * topics hold the alerts' topic, the service would take its alerts for images.
 */
final class MqttTopics {
  private MqttTopics() {}

  /**
   * Refuses topics of images that overlap.
   *
   * @throws ConfigurationException if two entries match the same topic
   */
  static void requireDistinct(List<ImageSubscription> images) {
    for (int i = 0; i < images.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (filter(images.get(i)).overlaps(filter(images.get(j)))) {
          throw new ConfigurationException(
              "mqtt.images: the topics '%s' and '%s' overlap, so that images could arrive twice; make them differ in a level"
                  .formatted(images.get(j).topic(), images.get(i).topic()),
              List.of("mqtt.images"));
        }
      }
    }
  }

  private static TopicFilter filter(ImageSubscription images) {
    return images.deviceTopic().filter();
  }

  /**
   * Refuses topics of images that hold topics of the service itself.
   *
   * @param own the key of the service's topics, or a description, for the message
   */
  static void requireDistinct(List<ImageSubscription> images, String own, TopicFilter ownTopics) {
    for (ImageSubscription image : images) {
      if (filter(image).overlaps(ownTopics)) {
        throw new ConfigurationException(
            "mqtt.images: the topic '%s' also matches %s ('%s'), so that the service would take its own messages for images; make them differ in a level"
                .formatted(image.topic(), own, ownTopics),
            own.startsWith("mqtt.") ? keys(own) : List.of("mqtt.images"));
      }
    }
  }

  /**
   * Refuses topics of images that hold the topics of canaries.
   *
   * @throws ConfigurationException if there is such a topic
   */
  static void requireNoCanaries(List<ImageSubscription> images) {
    requireDistinct(images, "the verdicts on canaries", CanaryChannel.VERDICTS.filter());
    requireDistinct(images, "the canaries", new TopicFilter(CanaryChannel.ALL_IMAGES));
  }

  /**
   * The topic of the devices' alerts or incidents. It holds {@code {device}}, which stands for the
   * whole name of a device, or the same names in braces as the topics of images.
   *
   * @param key the key of the topic
   * @throws ConfigurationException if the topic is wrong, does not fit the names of the devices, or
   *     overlaps the topics of images
   */
  static DeviceTopic alerts(String key, List<ImageSubscription> images, String anomalies) {
    DeviceTopic alerts = topic(key, anomalies, parts(key, images, anomalies));
    for (ImageSubscription image : images) {
      requireDistinct(images, key, alertsOf(key, image, alerts));
    }
    return alerts;
  }

  /** The names in braces of the alerts' topic, in the order in which they name a device. */
  private static List<String> parts(String key, List<ImageSubscription> images, String anomalies) {
    List<String> names = DeviceTopic.names(anomalies);
    if (names.equals(List.of("device"))) {
      return names;
    }
    List<String> order = List.of();
    for (ImageSubscription image : images) {
      List<String> parts = image.deviceTopic().parts();
      if (!parts.isEmpty()) {
        order = order.isEmpty() ? parts : order;
        require(
            parts.equals(order) && parts.size() == names.size() && parts.containsAll(names),
            key,
            ("%s must hold {device}, which stands for the whole name of a device, or the"
                    + " same names in braces as each topic of mqtt.images; was '%s' beside '%s'")
                .formatted(key, anomalies, image.topic()));
      }
    }
    return order.isEmpty() ? names : order;
  }

  private static DeviceTopic topic(String key, String anomalies, List<String> parts) {
    try {
      DeviceTopic topic = new DeviceTopic(anomalies, parts);
      require(
          !anomalies.contains("+") && !anomalies.contains("#"),
          key,
          "%s must not hold a wildcard, was '%s'".formatted(key, anomalies));
      return topic;
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(key + ": " + e.getMessage(), keys(key), e);
    }
  }

  /** The alerts of the devices of one entry. */
  private static TopicFilter alertsOf(String key, ImageSubscription image, DeviceTopic alerts) {
    if (image.device() == null) {
      return alerts.filterOfParts(Math.max(1, image.deviceTopic().parts().size()));
    }
    try {
      return new TopicFilter(alerts.of(image.device()));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(key + ": " + e.getMessage(), keys(key), e);
    }
  }

  /**
   * Checks the topic of operators' actions, which every device shares.
   *
   * @throws ConfigurationException if it holds a name in braces or a wildcard, or overlaps the
   *     topics of images
   */
  static void requireActions(List<ImageSubscription> images, String actions) {
    require(
        !actions.matches(".*[{}+#$].*"),
        "mqtt.actions",
        "mqtt.actions must be one topic without braces, wildcards and '$', was '%s'"
            .formatted(actions));
    requireDistinct(images, "mqtt.actions", new TopicFilter(actions));
  }

  private static List<String> keys(String key) {
    return List.of("mqtt.images", key);
  }

  private static void require(boolean condition, String key, String message) {
    if (!condition) {
      throw new ConfigurationException(message, keys(key));
    }
  }
}
