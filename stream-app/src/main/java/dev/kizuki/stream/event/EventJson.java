package dev.kizuki.stream.event;

import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** Events as JSON, in UTF-8. */
public final class EventJson {
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder().enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER).build())
          .build();
  private static final ObjectWriter WRITER = JSON.writerFor(ImageEvent.class);
  private static final ObjectReader READER = JSON.readerFor(ImageEvent.class);

  private EventJson() {}

  /** Writes an event as JSON in UTF-8. */
  public static byte[] write(ImageEvent event) {
    return WRITER.writeValueAsBytes(event);
  }

  /** Writes a comparison as JSON in UTF-8. */
  public static byte[] write(ModelComparison comparison) {
    return JSON.writeValueAsBytes(comparison);
  }

  /** Writes an event about a model as JSON in UTF-8. */
  public static byte[] write(ModelEvent event) {
    return JSON.writeValueAsBytes(event);
  }

  /**
   * Reads what {@link #write(ModelEvent)} wrote.
   *
   * @throws tools.jackson.core.JacksonException if the bytes are not the JSON of such an event
   * @throws IllegalArgumentException if the JSON is null
   */
  public static ModelEvent readModelEvent(byte[] json) {
    ModelEvent event = JSON.readValue(json, ModelEvent.class);
    if (event == null) {
      throw new IllegalArgumentException("the JSON is null");
    }
    return event;
  }

  /**
   * Reads what {@link #write(ImageEvent)} wrote.
   *
   * @throws tools.jackson.core.JacksonException if the bytes are not the JSON of an event
   * @throws IllegalArgumentException if the JSON is null
   */
  public static ImageEvent read(byte[] json) {
    ImageEvent event = READER.readValue(json);
    if (event == null) {
      throw new IllegalArgumentException("the JSON is null");
    }
    return event;
  }
}
