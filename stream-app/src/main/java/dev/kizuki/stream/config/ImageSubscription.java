package dev.kizuki.stream.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.kizuki.stream.event.DeviceTopic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code mqtt.images}: topics of images, who sends them, and how they are packed.
 *
 * @param topic a topic filter; levels in braces name the device
 * @param device the device of all these topics; null if the topic or the payload names it
 * @param payload how the images are packed; null means {@link PayloadKind#IMAGE}
 * @param fields the fields of {@link PayloadKind#JSON}; null means the field {@code image} alone
 */
public record ImageSubscription(
    String topic,
    @Nullable String device,
    @Nullable PayloadKind payload,
    @Nullable EnvelopeFields fields) {
  @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
  public ImageSubscription {
    require(topic != null, "each entry of mqtt.images must have a topic");
    require(
        !topic.startsWith("$share/"),
        "mqtt.images must not begin with $share: name the group in mqtt.sharedGroup; was '%s'"
            .formatted(topic));
    require(
        fields == null || payload == PayloadKind.JSON,
        "mqtt.images: 'fields' need 'payload: json' (topic '%s')".formatted(topic));
    boolean named = !DeviceTopic.names(topic).isEmpty();
    require(
        named || device != null || (fields != null && fields.device() != null),
        "mqtt.images must hold {device} as one whole level, as in devices/{device}/images, or the"
            + " entry must have a 'device'; was '%s'".formatted(topic));
    require(
        device == null || !named,
        "mqtt.images: the topic '%s' names the device, so the entry must not have a 'device'"
            .formatted(topic));
    require(
        device == null || device.matches("[^/+#\\x00]+(/[^/+#\\x00]+)*"),
        "mqtt.images: 'device' must be a name without + and #, was '%s'".formatted(device));
    require(
        device == null || fields == null || fields.device() == null,
        "mqtt.images: the entry must have only one of 'device' and 'fields.device' (topic '%s')"
            .formatted(topic));
    requireTopic(topic, device);
  }

  /** An entry that is only a topic. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static ImageSubscription of(String topic) {
    return new ImageSubscription(topic, null, null, null);
  }

  private static void requireTopic(String topic, @Nullable String device) {
    try {
      deviceTopic(topic, device);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("mqtt.images: " + e.getMessage(), List.of("mqtt.images"), e);
    }
  }

  private static DeviceTopic deviceTopic(String topic, @Nullable String device) {
    return DeviceTopic.names(topic).isEmpty()
        ? DeviceTopic.fixed(topic, device == null ? "" : device)
        : new DeviceTopic(topic);
  }

  /** The topics, and the device that each of them names. */
  public DeviceTopic deviceTopic() {
    return deviceTopic(topic, device);
  }

  /** Returns the way in which the images are packed. */
  public PayloadKind payloadKind() {
    return payload == null ? PayloadKind.IMAGE : payload;
  }

  /** The fields of a JSON payload. */
  public EnvelopeFields envelopeFields() {
    return fields == null ? EnvelopeFields.imageOnly() : fields;
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new ConfigurationException(message, List.of("mqtt.images"));
    }
  }
}
