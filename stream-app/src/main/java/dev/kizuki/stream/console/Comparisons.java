package dev.kizuki.stream.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.kizuki.stream.event.ModelComparison;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The latest images on which a model and its shadow disagree. Bounded, about 4 MB, and thread-safe.
 */
final class Comparisons {
  static final int MOST = 2000;

  private static final Comparator<Known> BY_TIME =
      Comparator.comparing((Known known) -> known.comparison().at()).thenComparing(Known::id);

  private final NavigableSet<Known> byTime = new TreeSet<>(BY_TIME);
  private final Map<String, Known> byId = new HashMap<>();

  /**
   * A comparison and its name.
   *
   * @param id the place of the record in its topic, as {@code PARTITION-OFFSET}
   */
  record Known(
      @JsonProperty(required = true) String id, @JsonUnwrapped ModelComparison comparison) {}

  /**
   * Selected comparisons, the newest first.
   *
   * @param next the time before which more follow; null if none do
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Answer(@JsonProperty(required = true) List<Known> comparisons, @Nullable Instant next) {}

  /**
   * Selects comparisons.
   *
   * @param model the digest of the model; empty for all
   * @param shadow the digest of the shadow; empty for all
   * @param alarmOf whose alarm it is that the other one does not raise: model or shadow; empty for
   *     both
   * @param before only images that came before; null for all
   * @param limit the greatest number
   */
  record Query(String model, String shadow, String alarmOf, @Nullable Instant before, int limit) {
    private static final int MOST_SHOWN = 200;

    Query {
      if (limit < 1 || limit > MOST_SHOWN) {
        throw Problem.badRequest(
            "limit must be between 1 and %d, was %d".formatted(MOST_SHOWN, limit),
            "Ask for fewer, and use the value of next as before.");
      }
      if (!List.of("", "model", "shadow").contains(alarmOf)) {
        throw Problem.badRequest(
            "alarmOf '%s' is not known".formatted(alarmOf), "Use model or shadow.");
      }
    }

    private boolean selects(ModelComparison each) {
      return (model.isEmpty() || model.equals(each.model().model().sha256()))
          && (shadow.isEmpty() || shadow.equals(each.shadow().model().sha256()))
          && (before == null || each.at().isBefore(before))
          && (alarmOf.isEmpty() || alarmOf.equals("model") == each.model().anomalous());
    }
  }

  /** Takes a comparison. */
  synchronized void add(RecordPlace place, ModelComparison comparison) {
    Known known = new Known(place.partition() + "-" + place.offset(), comparison);
    Known before = byId.put(known.id(), known);
    if (before != null) {
      byTime.remove(before);
    }
    byTime.add(known);
    if (byTime.size() > MOST) {
      byId.remove(byTime.pollFirst().id());
    }
  }

  /** Returns a comparison by its id. */
  synchronized Optional<ModelComparison> of(String id) {
    return Optional.ofNullable(byId.get(id)).map(Known::comparison);
  }

  /** Returns the selected comparisons. */
  synchronized Answer select(Query query) {
    List<Known> found =
        byTime.descendingSet().stream()
            .filter(each -> query.selects(each.comparison()))
            .limit(query.limit())
            .toList();
    return new Answer(
        found,
        found.size() == query.limit() ? found.get(found.size() - 1).comparison().at() : null);
  }
}
