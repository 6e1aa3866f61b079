package dev.kizuki.stream.event;

import java.util.Optional;
import org.apache.kafka.common.header.Headers;

/** Makes the ids of the events about images. */
public final class EventId {
  private EventId() {}

  /**
   * The id is the same each time that MQTT delivers an image, if the device sends a sequence number
   * or the time of capture. Else it is the place in Kafka, which differs for each delivery.
   *
   * @param headers the headers of the image's record
   * @param sha256 the digest of the image
   */
  public static String of(
      String device, Headers headers, String topic, int partition, long offset, String sha256) {
    Optional<String> sequence = ImageHeaders.shortText(headers, ImageHeaders.SEQUENCE);
    if (sequence.isPresent()) {
      return device + "/" + sequence.get();
    }
    return ImageHeaders.shortText(headers, ImageHeaders.CAPTURED_AT)
        .map(capturedAt -> device + "/" + capturedAt + "/" + sha256)
        .orElseGet(() -> device + "/" + topic + "-" + partition + "@" + offset);
  }
}
