package dev.kizuki.stream.event;

import java.time.Instant;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Instants in ISO 8601, each formatted once: all images of a poll have the time of their scoring in
 * common, and an event says it twice.
 */
final class InstantTexts extends StdSerializer<Instant> {
  /** A power of two. */
  private static final int KEPT = 64;

  /** Without a lock: an entry that another thread replaces meanwhile is formatted once more. */
  private final Text[] texts = new Text[KEPT];

  private record Text(Instant instant, String text) {}

  InstantTexts() {
    super(Instant.class);
  }

  @Override
  public void serialize(Instant instant, JsonGenerator json, SerializationContext context) {
    int place = (instant.getNano() / 1000 ^ (int) instant.getEpochSecond()) & (KEPT - 1);
    Text known = texts[place];
    if (known == null || !known.instant.equals(instant)) {
      known = new Text(instant, instant.toString());
      texts[place] = known;
    }
    json.writeString(known.text);
  }
}
