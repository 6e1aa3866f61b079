package dev.kizuki.stream.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON payload. Each is the name of a field at the top, or a JSON pointer (RFC
 * 6901) that begins with a slash, such as {@code /data/image}.
 *
 * @param image the field of the image; null means {@code image}
 * @param device the field of the device's name; null if the topic names the device
 * @param sequence the field of the device's sequence number; null if there is none
 * @param capturedAt the field of the time of capture; null if there is none
 */
public record EnvelopeFields(
    @Nullable String image,
    @Nullable String device,
    @Nullable String sequence,
    @Nullable String capturedAt) {
  public EnvelopeFields {
    requireField("image", image);
    requireField("device", device);
    requireField("sequence", sequence);
    requireField("capturedAt", capturedAt);
  }

  /** The field of the image alone. */
  static EnvelopeFields imageOnly() {
    return new EnvelopeFields(null, null, null, null);
  }

  private static void requireField(String key, @Nullable String field) {
    if (field != null && (field.isBlank() || field.matches("/.*~([^01].*)?"))) {
      throw new ConfigurationException(
          "mqtt.images: fields.%s must be a name or a JSON pointer such as /data/image, was '%s'"
              .formatted(key, field),
          List.of("mqtt.images"));
    }
  }
}
