package dev.kizuki.stream.event;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The Kafka headers of an image: where it came from and when, as text. */
public final class ImageHeaders {
  /** The MQTT topic. */
  public static final String MQTT_TOPIC = "mqtt-topic";

  /** When the device took it, by its own clock; ISO 8601. Also the MQTT user property. */
  public static final String CAPTURED_AT = "captured-at";

  /** The device's own count. Also the MQTT user property. */
  public static final String SEQUENCE = "sequence";

  /** The MQTT content type. */
  public static final String CONTENT_TYPE = "content-type";

  /** Of a rejected image: the stable code. */
  public static final String REJECTION_REASON = "rejection-reason";

  /** Of a rejected image: a sentence for a person. */
  public static final String REJECTION_DETAIL = "rejection-detail";

  /** Of a rejected image: topic-partition@offset of the record it was. */
  public static final String REJECTED_FROM = "rejected-from";

  /** Of an image too large for Kafka: its true size, where the record holds only its beginning. */
  public static final String ORIGINAL_BYTES = "original-bytes";

  /**
   * Of an empty record behind the rejected images: the one that was sent again, partition@offset.
   */
  public static final String SENT_AGAIN = "sent-again";

  private ImageHeaders() {}

  /** Puts text in place of whatever the header was. */
  public static void set(Headers headers, String key, String value) {
    headers.remove(key);
    headers.add(key, value.getBytes(StandardCharsets.UTF_8));
  }

  public static Optional<String> text(Headers headers, String key) {
    Header header = headers.lastHeader(key);
    return header == null || header.value() == null
        ? Optional.empty()
        : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
  }

  /** The instant in a header; empty if there is none, or no instant in it. */
  public static Optional<Instant> instant(Headers headers, String key) {
    return text(headers, key).flatMap(ImageHeaders::parse);
  }

  private static Optional<Instant> parse(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      // a device's odd clock must not stop its images
      return Optional.empty();
    }
  }
}
