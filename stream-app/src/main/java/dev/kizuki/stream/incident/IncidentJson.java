package dev.kizuki.stream.incident;

import tools.jackson.databind.json.JsonMapper;

/** The records of this package as JSON, in UTF-8. */
public final class IncidentJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private IncidentJson() {}

  /** Writes a record of this package as JSON in UTF-8. */
  public static byte[] write(Object value) {
    return JSON.writeValueAsBytes(value);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws tools.jackson.core.JacksonException if the bytes are not the JSON of this type
   * @throws IllegalArgumentException if the JSON is null
   */
  public static <T> T read(byte[] json, Class<T> type) {
    T value = JSON.readValue(json, type);
    if (value == null) {
      throw new IllegalArgumentException("the JSON is null");
    }
    return value;
  }
}
