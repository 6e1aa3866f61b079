package dev.kizuki.stream.console;

import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.limit.DeviceLimit;
import dev.kizuki.stream.limit.DeviceLimit.State;
import dev.kizuki.stream.limit.DeviceLimit.Unusual;
import java.util.Optional;

/**
 * The limit of a device in memory: the facts that lists need, and the rest as compressed JSON. It
 * has no distances, because they are most of a limit and the page does not show them.
 */
final class KnownLimit {
  private final String device;
  private final String line;
  private final State state;
  private final CompressedJson json;

  KnownLimit(DeviceLimit limit) {
    device = limit.device();
    line = limit.line();
    state = limit.state();
    json = new CompressedJson(IncidentJson.write(limit.withoutDistances()));
  }

  String device() {
    return device;
  }

  String line() {
    return line;
  }

  State state() {
    return state;
  }

  /** Returns the limit as JSON in UTF-8. */
  byte[] json() {
    return json.bytes();
  }

  /** Returns one of the most unusual images of the burn-in by its place in Kafka. */
  Optional<ImageReference> unusual(int partition, long offset) {
    return IncidentJson.read(json(), DeviceLimit.class).unusual().stream()
        .map(Unusual::image)
        .filter(image -> image.partition() == partition && image.offset() == offset)
        .findFirst();
  }
}
