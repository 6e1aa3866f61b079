package dev.kizuki.stream.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** The Kafka headers of an image. They tell where it came from and when, as text in UTF-8. */
public final class ImageHeaders {
  /** The MQTT topic. */
  public static final String MQTT_TOPIC = "mqtt-topic";

  /**
   * The time when the image was taken, by the device's clock, as the device wrote it; see {@link
   * CaptureTime}. Also an MQTT user property.
   */
  public static final String CAPTURED_AT = "captured-at";

  /** The device's sequence number of the image. Also an MQTT user property. */
  public static final String SEQUENCE = "sequence";

  /** The MQTT content type, or the media type of a data URI. */
  public static final String CONTENT_TYPE = "content-type";

  /** The reason why an image was rejected, as a stable code. */
  public static final String REJECTION_REASON = "rejection-reason";

  /** The reason why an image was rejected, as a sentence. */
  public static final String REJECTION_DETAIL = "rejection-detail";

  /** The record that a rejected image was read from, as topic-partition@offset. */
  public static final String REJECTED_FROM = "rejected-from";

  /** The true size in bytes of an image that was cut because it is too large for Kafka. */
  public static final String ORIGINAL_BYTES = "original-bytes";

  /**
   * In an empty record on the topic of rejected images: the rejected image that was sent again, as
   * partition@offset.
   */
  public static final String SENT_AGAIN = "sent-again";

  /**
   * In the record of a canary, and in that of the verdict on it: the index of the model that it
   * tests, from 0. Only the bridge and the topology write it. A device cannot: no MQTT user
   * property becomes this header.
   */
  public static final String CANARY = "canary";

  private static final Pattern INDEX = Pattern.compile("[0-9]{1,6}");
  private static final int MOST_CHARACTERS = 1024;

  private ImageHeaders() {}

  /** Sets a header, and removes all earlier headers with that key. */
  public static void set(Headers headers, String key, String value) {
    headers.remove(key);
    headers.add(key, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the last header with a key; bytes that are not UTF-8 become U+FFFD. */
  public static Optional<String> text(Headers headers, String key) {
    Header header = headers.lastHeader(key);
    return header == null || header.value() == null
        ? Optional.empty()
        : Optional.of(new String(header.value(), StandardCharsets.UTF_8));
  }

  /**
   * Returns the last header with a key, as {@link #text}; empty if it is longer than 1024
   * characters. So it can be part of an event.
   */
  public static Optional<String> shortText(Headers headers, String key) {
    return text(headers, key).filter(text -> text.length() <= MOST_CHARACTERS);
  }

  /** The model that a canary tests; empty for the image of a device. */
  public static OptionalInt canary(Headers headers) {
    return text(headers, CANARY)
        .filter(index -> INDEX.matcher(index).matches())
        .map(index -> OptionalInt.of(Integer.parseInt(index)))
        .orElseGet(OptionalInt::empty);
  }

  /**
   * Returns the time of capture; empty if the header is missing.
   *
   * @param arrivedMs the arrival of the image, milliseconds since 1970
   */
  public static Optional<CaptureTime> captureTime(Headers headers, long arrivedMs) {
    return text(headers, CAPTURED_AT)
        .map(text -> CaptureTime.read(text, Instant.ofEpochMilli(arrivedMs)));
  }
}
