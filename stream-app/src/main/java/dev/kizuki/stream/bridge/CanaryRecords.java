package dev.kizuki.stream.bridge;

import dev.kizuki.stream.config.Configuration;
import dev.kizuki.stream.event.CanaryChannel;
import dev.kizuki.stream.event.ImageHeaders;
import dev.kizuki.stream.mqtt.MqttMessage;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Finds the canaries of this instance among the messages, and makes their Kafka records. These are
 * the records of images with the header {@link ImageHeaders#CANARY}.
 */
final class CanaryRecords {
  private final CanaryChannel channel;
  private final String imagesTopic;
  private final @Nullable String filter;

  CanaryRecords(Configuration configuration, CanaryChannel channel) {
    this.channel = channel;
    this.imagesTopic = configuration.topics().images();
    this.filter =
        configuration.canary().isOn()
            ? CanaryChannel.filter(configuration.mqtt().clientId())
            : null;
  }

  /**
   * The filter of this instance's canaries; empty if canaries are off. It is not shared: no other
   * instance may take them.
   */
  List<String> filters() {
    return filter == null ? List.of() : List.of(filter);
  }

  /**
   * Returns whether a message came on a topic of canaries. Such a message is never the image of a
   * device.
   */
  boolean cover(MqttMessage message) {
    return CanaryChannel.covers(message.topic());
  }

  /**
   * The record of a canary.
   *
   * @param arrivedMs milliseconds since 1970
   * @return empty if this start of this instance did not send the message
   */
  Optional<ProducerRecord<String, byte[]>> record(MqttMessage message, long arrivedMs) {
    OptionalInt model = channel.model(message.topic(), message.userProperties());
    if (model.isEmpty()) {
      return Optional.empty();
    }
    Headers headers = new RecordHeaders();
    ImageHeaders.set(headers, ImageHeaders.MQTT_TOPIC, message.topic());
    ImageHeaders.set(headers, ImageHeaders.CANARY, Integer.toString(model.getAsInt()));
    String sequence = message.userProperties().get(ImageHeaders.SEQUENCE);
    if (sequence != null) {
      ImageHeaders.set(headers, ImageHeaders.SEQUENCE, sequence);
    }
    return Optional.of(
        new ProducerRecord<>(
            imagesTopic,
            null,
            arrivedMs,
            channel.name(model.getAsInt()),
            message.payload(),
            headers));
  }
}
