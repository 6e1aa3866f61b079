package dev.kizuki.stream.console;

import dev.kizuki.stream.event.ImageEvent.ImageReference;
import dev.kizuki.stream.incident.IncidentJson;
import dev.kizuki.stream.limit.DeviceLimit;
import dev.kizuki.stream.limit.DeviceLimit.State;
import dev.kizuki.stream.limit.DeviceLimit.Unusual;
import java.util.List;
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

  /**
   * Returns one of the most unusual images of the burn-in.
   *
   * @param place the partition and the offset, as {@code 0-1234}
   */
  Optional<ImageReference> unusual(String place) {
    return IncidentJson.read(json(), DeviceLimit.class).unusual().stream()
        .filter(each -> each.place().equals(place))
        .map(Unusual::image)
        .findFirst();
  }

  /** Returns the places of the most unusual images, as an action names them. */
  List<String> places() {
    return IncidentJson.read(json(), DeviceLimit.class).unusual().stream()
        .map(Unusual::place)
        .toList();
  }
}
