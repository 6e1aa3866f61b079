package dev.kizuki.stream.console;

import dev.kizuki.stream.limit.DeviceLimit;
import dev.kizuki.stream.limit.DeviceLimit.State;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The limits of all devices, by device. Thread-safe. */
final class Limits {
  private final NavigableMap<String, KnownLimit> limits = new TreeMap<>();

  /**
   * Selects limits.
   *
   * @param state null for all
   * @param line empty for all
   * @param text a part of the name of the device or the line; empty for all
   * @param after the device before the first one; empty to begin
   * @param limit the greatest number of limits
   */
  record Query(@Nullable State state, String line, String text, String after, int limit) {
    private static final int MOST = 200;

    Query {
      if (limit < 1 || limit > MOST) {
        throw Problem.badRequest(
            "limit must be between 1 and %d, was %d".formatted(MOST, limit),
            "Ask for fewer, and use the value of next as after.");
      }
    }

    private boolean selects(KnownLimit each) {
      return (state == null || each.state() == state) && isWanted(each);
    }

    private boolean contains(String name) {
      return name.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
    }

    private boolean isWanted(KnownLimit each) {
      return (line.isEmpty() || line.equals(each.line()))
          && (text.isEmpty() || contains(each.device()) || contains(each.line()));
    }
  }

  /** Takes a limit, new or changed. */
  synchronized void put(DeviceLimit limit) {
    limits.put(limit.device(), new KnownLimit(limit));
  }

  /** Forgets the limit of a device. */
  synchronized void remove(String device) {
    limits.remove(device);
  }

  /** Returns the limit of a device. */
  synchronized Optional<KnownLimit> of(String device) {
    return Optional.ofNullable(limits.get(device));
  }

  /** Returns the selected limits in the order of the devices' names. */
  synchronized List<KnownLimit> select(Query query) {
    Collection<KnownLimit> rest =
        query.after().isEmpty()
            ? limits.values()
            : limits.tailMap(query.after(), /* inclusive= */ false).values();
    return rest.stream().filter(query::selects).limit(query.limit()).toList();
  }

  /** Returns the number of limits in each state, whatever state is selected. */
  synchronized Map<State, Integer> counts(Query query) {
    Map<State, Integer> counts = new EnumMap<>(State.class);
    for (State state : State.values()) {
      counts.put(state, 0);
    }
    for (KnownLimit each : limits.values()) {
      if (query.isWanted(each)) {
        counts.merge(each.state(), 1, Integer::sum);
      }
    }
    return counts;
  }
}
