package dev.kizuki.stream.payload;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kizuki.stream.config.EnvelopeFields;
import java.math.BigDecimal;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * JSON with the image in one field, as base64 or as a data URI. Other fields can hold the device,
 * the sequence number and the time of capture.
 */
final class JsonEnvelope {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final int MOST_DIGITS = 30;
  private static final int MOST_NAMED_FIELDS = 10;

  private final Field image;
  private final @Nullable Field device;
  private final @Nullable Field sequence;
  private final @Nullable Field capturedAt;

  /** A field of the JSON. */
  private record Field(String name, @Nullable JsonPointer pointer) {
    static Field of(String name) {
      return new Field(name, name.startsWith("/") ? JsonPointer.compile(name) : null);
    }

    static @Nullable Field optional(@Nullable String name) {
      return name == null ? null : of(name);
    }

    JsonNode in(JsonNode root) {
      if (pointer != null) {
        return root.at(pointer);
      }
      JsonNode value = root.get(name);
      return value == null ? MissingNode.getInstance() : value;
    }
  }

  JsonEnvelope(EnvelopeFields fields) {
    this.image = Field.of(fields.image() == null ? "image" : fields.image());
    this.device = Field.optional(fields.device());
    this.sequence = Field.optional(fields.sequence());
    this.capturedAt = Field.optional(fields.capturedAt());
  }

  /**
   * Reads a JSON text.
   *
   * @throws MalformedPayloadException if the text is not JSON, or has no image in its field
   */
  Payload.Unpacked read(byte[] json) throws MalformedPayloadException {
    JsonNode root = root(json);
    JsonNode value = image.in(root);
    if (value.isMissingNode() || value.isNull()) {
      throw new MalformedPayloadException(
          "the JSON has no field '%s'%s".formatted(image.name(), fieldsOf(root)));
    }
    if (!value.isString()) {
      throw new MalformedPayloadException("the field '%s' is not text".formatted(image.name()));
    }
    Payload.Unpacked unpacked = image(value.asString().strip().getBytes(UTF_8));
    return new Payload.Unpacked(
        unpacked.image(),
        unpacked.contentType(),
        text(device, root),
        text(sequence, root),
        text(capturedAt, root));
  }

  private static JsonNode root(byte[] json) throws MalformedPayloadException {
    try {
      return JSON.readTree(json);
    } catch (JacksonException e) {
      throw new MalformedPayloadException("the JSON is damaged: " + e.getOriginalMessage());
    }
  }

  private Payload.Unpacked image(byte[] text) throws MalformedPayloadException {
    try {
      return DataUri.is(text)
          ? DataUri.read(text)
          : new Payload.Unpacked(Base64Text.decode(text), null, null, null, null);
    } catch (MalformedPayloadException e) {
      throw new MalformedPayloadException("the field '%s': %s".formatted(image.name(), e.detail()));
    }
  }

  /** The text or number in a field; null if there is none. */
  private static @Nullable String text(@Nullable Field field, JsonNode root) {
    if (field == null) {
      return null;
    }
    JsonNode value = field.in(root);
    if (value.isNumber()) {
      return plain(value.decimalValue());
    }
    if (!value.isString()) {
      return null;
    }
    String text = value.asString().strip();
    return text.isEmpty() ? null : text;
  }

  /** A number without an exponent, as long as it is short. */
  private static String plain(BigDecimal number) {
    return Math.abs(number.scale()) <= MOST_DIGITS ? number.toPlainString() : number.toString();
  }

  /** The names of the fields at the top, for the message. */
  private static String fieldsOf(JsonNode root) {
    return root.isObject() && !root.isEmpty()
        ? root.propertyNames().stream()
            .limit(MOST_NAMED_FIELDS)
            .collect(Collectors.joining(", ", "; it has ", ""))
        : "";
  }
}
