package dev.kizuki.stream.console;

import java.time.Instant;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Selects incidents. An empty text selects all.
 *
 * @param state {@code open}, {@code active}, {@code cleared} or {@code all}
 * @param kind the name of a kind, in lower case
 * @param text a part of the id, the device, the line or the kind; the case does not count
 * @param before only incidents that were raised before this time; null: all
 * @param limit the greatest number of incidents
 */
record IncidentQuery(
    String state,
    String kind,
    String line,
    String device,
    String text,
    @Nullable Instant before,
    int limit) {
  private static final int MOST = 500;

  IncidentQuery {
    if (!state.matches("open|active|cleared|all")) {
      throw Problem.badRequest(
          "state '%s' is not known".formatted(state), "Use open, active, cleared or all.");
    }
    if (limit < 1 || limit > MOST) {
      throw Problem.badRequest(
          "limit must be between 1 and %d, was %d".formatted(MOST, limit), "Change the limit.");
    }
  }

  /** Returns the latest incidents of a device. */
  static IncidentQuery ofDevice(String device, @Nullable Instant before, int limit) {
    return new IncidentQuery("all", "", "", device, "", before, limit);
  }

  /** Returns whether an incident is selected. */
  Predicate<KnownIncident> at(Instant now) {
    String wanted = text.toLowerCase(Locale.ROOT);
    return incident ->
        hasState(incident, now)
            && (kind.isEmpty() || kind.equals(kindOf(incident)))
            && (line.isEmpty() || line.equals(incident.line()))
            && (device.isEmpty() || device.equals(incident.device()))
            && (wanted.isEmpty() || searched(incident).contains(wanted));
  }

  private boolean hasState(KnownIncident incident, Instant now) {
    return switch (state) {
      case "open" -> incident.isOpen(now);
      case "active" -> incident.isActive();
      case "cleared" -> !incident.isActive();
      default -> true;
    };
  }

  private static String kindOf(KnownIncident incident) {
    return incident.kind().name().toLowerCase(Locale.ROOT);
  }

  private static String searched(KnownIncident incident) {
    return String.join(
            "\n",
            incident.id(),
            incident.device(),
            incident.line(),
            kindOf(incident),
            String.join("\n", incident.members()))
        .toLowerCase(Locale.ROOT);
  }
}
