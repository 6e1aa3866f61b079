package dev.kizuki.stream.event;

import java.time.Instant;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Writes instants in ISO 8601, and caches the text of recent instants. All events of one poll have
 * the time of their scoring in common, and each event holds it twice.
 *
 * <p>Writing one event takes 1.40 to 1.52 µs of CPU time with this class and 2.13 to 2.41 µs with
 * Jackson's own serializer, about a third less: three runs each of the loop in {@code
 * EventJsonBenchmark}. The benchmark repeats all four instants of the event; in the service, the
 * two times of scoring repeat. To run it: {@code mvn -Pjmh -Dquick -DskipTests -pl
 * onnx-models,stream-app -am test -Djmh="EventJson -f 1 -wi 2 -i 3 -w 1 -r 1"}.
 *
 * <p>Thread-safe.
 */
final class InstantTexts extends StdSerializer<Instant> {
  /** The number of texts that are kept, a power of two. */
  private static final int KEPT = 64;

  /** Needs no lock: an entry that another thread replaces is formatted again. */
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
