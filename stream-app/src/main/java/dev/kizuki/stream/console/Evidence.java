package dev.kizuki.stream.console;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The places of the latest heat map of each incident, and of the picture that it belongs to. The
 * pictures stay in Kafka. Bounded, and thread-safe.
 */
final class Evidence {
  /** Two records for each incident. */
  private static final int MOST = 2 * PlantView.MOST_INCIDENTS;

  private final Map<String, RecordPlace> places =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RecordPlace> eldest) {
          return size() > MOST;
        }
      };

  synchronized void put(String incident, RecordPlace place) {
    places.remove(incident);
    places.put(incident, place);
  }

  synchronized void remove(String incident) {
    places.remove(incident);
  }

  synchronized Optional<RecordPlace> of(String incident) {
    return Optional.ofNullable(places.get(incident));
  }
}
