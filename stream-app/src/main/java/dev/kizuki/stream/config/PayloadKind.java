package dev.kizuki.stream.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** The form of an image in an MQTT message. */
public enum PayloadKind {
  /** The payload is the image file, or raw pixels. */
  @JsonProperty("image")
  IMAGE,
  /** The payload is a data URI such as {@code data:image/jpeg;base64,...} (RFC 2397). */
  @JsonProperty("data-uri")
  DATA_URI,
  /** The payload is the image in base64 (RFC 4648), with either alphabet and with line breaks. */
  @JsonProperty("base64")
  BASE64,
  /** The payload is JSON; one of its fields holds the image in base64 or as a data URI. */
  @JsonProperty("json")
  JSON;

  /** The word in the configuration and in metrics, for example {@code data-uri}. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
