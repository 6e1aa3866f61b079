package dev.kizuki.stream.bridge;

import dev.kizuki.image.Rejection;
import dev.kizuki.image.RejectionReason;
import dev.kizuki.stream.bridge.Subscriptions.Subscription;
import dev.kizuki.stream.event.ChunkTopic;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.metrics.BridgeMetrics;
import dev.kizuki.stream.mqtt.MqttMessage;
import dev.kizuki.stream.payload.Payload;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads MQTT messages: finds the device, unpacks the image, and names what is wrong. */
final class MessageReader {
  /** The parts of a device's name, as levels of a topic without wildcards. */
  private static final Pattern DEVICE = Pattern.compile("[^/+#\\p{Cntrl}]+(/[^/+#\\p{Cntrl}]+)*");

  private static final int MOST_CHARACTERS = 1024;

  private final Subscriptions subscriptions;
  private final BridgeMetrics metrics;

  MessageReader(Subscriptions subscriptions, BridgeMetrics metrics) {
    this.subscriptions = subscriptions;
    this.metrics = metrics;
  }

  /** Reads a message. No message causes an exception. */
  ReceivedImage read(MqttMessage message) {
    Optional<Subscription> found = subscriptions.find(message.topic());
    if (!message.defect().isEmpty()) {
      String device = found.flatMap(one -> one.topic().device(message.topic())).orElse("");
      return ReceivedImage.unreadable(
          message, device, new Rejection(RejectionReason.MALFORMED_MESSAGE, message.defect()));
    }
    if (found.isEmpty()) {
      return ReceivedImage.unreadable(
          message,
          "",
          noDevice(
              "the topic '%s' fits no entry of mqtt.images; the session of mqtt.clientId may still hold an older subscription"
                  .formatted(limited(message.topic()))));
    }
    Subscription subscription = found.get();
    String device = subscription.topic().device(message.topic()).orElse("");
    Payload payload = subscription.payloads().read(message.payload());
    if (payload instanceof Payload.Unreadable unreadable) {
      return ReceivedImage.unreadable(
          message, device, ChunkTopic.explain(unreadable.rejection(), message.topic()));
    }
    metrics.payloadRead(subscription.kind());
    if (payload instanceof Payload.Unpacked unpacked) {
      return unpacked(message, device, unpacked);
    }
    return ReceivedImage.raw(message, device);
  }

  private static ReceivedImage unpacked(
      MqttMessage message, String topicDevice, Payload.Unpacked payload) {
    String device = payload.device() == null ? topicDevice : payload.device();
    if (payload.device() != null && !DEVICE.matcher(device).matches()) {
      return ReceivedImage.unreadable(
          message,
          "",
          noDevice(
              "the device in the payload must be a name without + # and control characters, and"
                  + " without an empty part beside a slash"));
    }
    Map<String, String> properties = new HashMap<>();
    if (payload.sequence() != null) {
      properties.put(ImageHeaders.SEQUENCE, payload.sequence());
    }
    if (payload.capturedAt() != null) {
      properties.put(ImageHeaders.CAPTURED_AT, payload.capturedAt());
    }
    return ReceivedImage.unpacked(
        message, device, payload.image(), payload.contentType(), properties);
  }

  private static String limited(String topic) {
    return topic.length() <= MOST_CHARACTERS ? topic : topic.substring(0, MOST_CHARACTERS);
  }

  private static Rejection noDevice(String detail) {
    return new Rejection(RejectionReason.NO_DEVICE, detail);
  }
}
