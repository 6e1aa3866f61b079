package dev.kizuki.stream.config;

import java.time.Duration;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;

/** Reads a duration with {@link Durations}. */
final class DurationDeserializer extends StdDeserializer<Duration> {
  DurationDeserializer() {
    super(Duration.class);
  }

  @Override
  public Duration deserialize(JsonParser parser, DeserializationContext context) {
    String text = parser.getValueAsString();
    if (text == null) {
      return (Duration) context.handleUnexpectedToken(getValueType(context), parser);
    }
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException e) {
      throw context.weirdStringException(text, Duration.class, String.valueOf(e.getMessage()));
    }
  }
}
