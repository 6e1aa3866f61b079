package dev.kizuki.stream;

import dev.kizuki.stream.camera.LookChange;
import dev.kizuki.stream.drift.LatentShift;
import dev.kizuki.stream.incident.DriftFact;
import dev.kizuki.stream.incident.Incident;
import dev.kizuki.stream.incident.IncidentEvent;
import dev.kizuki.stream.incident.LogEntry;
import java.io.PrintWriter;
import java.util.Locale;

/** Incidents as text for a terminal. Control characters of names are not printed. */
final class IncidentText {
  private IncidentText() {}

  /** One line. */
  static String line(Incident incident) {
    return "%-16s  %s  %-7s  %-20s  %6d images  %s"
        .formatted(
            incident.id(),
            incident.raisedAt(),
            kind(incident),
            clean(incident.device()),
            incident.count(),
            clean(state(incident)));
  }

  static String kind(Incident incident) {
    return incident.kind().name().toLowerCase(Locale.ROOT);
  }

  private static String state(Incident incident) {
    StringBuilder state = new StringBuilder(incident.active() ? "active" : "cleared");
    if (incident.acknowledged() != null) {
      state.append(", acknowledged by ").append(incident.acknowledged().by());
    }
    if (incident.shelved() != null) {
      state.append(", shelved until ").append(incident.shelved().until());
      state.append(" by ").append(incident.shelved().by());
    }
    if (incident.judged() != null) {
      String verdict = incident.judged().verdict().name().toLowerCase(Locale.ROOT);
      state.append(", judged ").append(verdict).append(" by ").append(incident.judged().by());
    }
    return state.toString();
  }

  /** All facts and the log. */
  static void print(IncidentEvent event, PrintWriter out) {
    Incident incident = event.data().incident();
    fact(out, "incident", incident.id());
    fact(out, "state", state(incident));
    fact(out, "kind", kind(incident));
    fact(out, "device", incident.device());
    fact(out, "line", incident.line());
    fact(out, "raised", incident.raisedAt());
    fact(out, "first seen", incident.firstSeen());
    fact(out, "last seen", incident.lastSeen());
    if (incident.clearedAt() != null) {
      fact(out, "cleared", "%s (%s)".formatted(incident.clearedAt(), incident.clearedBy()));
    }
    fact(out, "images", incident.count());
    if (incident.worst() != null) {
      fact(
          out,
          "worst score",
          String.format(
              Locale.ROOT, "%.2f at %s", incident.worst().score(), incident.worst().at()));
      fact(out, "model", incident.worst().model().name());
    }
    if (incident.camera() != null) {
      fact(
          out,
          "measured",
          "%s, usually %s to %s"
              .formatted(
                  incident.camera().measured(),
                  incident.camera().usualLow(),
                  incident.camera().usualHigh()));
    }
    if (incident.drift() != null) {
      drift(out, incident.drift());
    }
    if (incident.heldBack() > 0) {
      fact(out, "held back", incident.heldBack() + " anomalous images");
    }
    if (!incident.members().isEmpty()) {
      fact(out, "devices", String.join(", ", incident.members()));
    }
    if (incident.previous() != null) {
      fact(out, "previous", incident.previous());
    }
    if (event.data().link() != null) {
      fact(out, "page", event.data().link());
    }
    incident.log().forEach(entry -> out.println(line(entry)));
  }

  private static void drift(PrintWriter out, DriftFact drift) {
    fact(
        out,
        "drift",
        String.format(
            Locale.ROOT,
            "the distances are %s, mean p-value %.2f, usually 0.50",
            drift.direction().name().toLowerCase(Locale.ROOT),
            drift.meanPValue()));
    LookChange look = drift.look();
    if (look != null) {
      fact(out, "brightness", change(look.brightnessBefore(), look.brightness()));
      fact(out, "sharpness", change(look.sharpnessBefore(), look.sharpness()));
      fact(
          out,
          "scene",
          String.format(
              Locale.ROOT,
              "similarity %.2f, moved by %.0f %% right, %.0f %% down",
              look.similarity(),
              100 * look.shiftRight(),
              100 * look.shiftDown()));
    }
    if (drift.latent() != null) {
      latent(out, drift.latent());
    }
  }

  private static void latent(PrintWriter out, LatentShift latent) {
    fact(
        out,
        "latent code",
        String.format(
            Locale.ROOT,
            "its mean moved by %.2f standard deviations, dimension %d of %d most, by %+.2f",
            latent.deviations(),
            latent.dimension(),
            latent.dimensions(),
            latent.largest()));
  }

  private static String change(double before, double now) {
    return String.format(Locale.ROOT, "%.3g, during the burn-in %.3g", now, before);
  }

  private static void fact(PrintWriter out, String name, Object value) {
    out.println("%-12s %s".formatted(name, clean(value.toString())));
  }

  private static String line(LogEntry entry) {
    return clean(
        "  %s  %s%s%s"
            .formatted(
                entry.at(),
                entry.what(),
                entry.by() == null ? "" : " by " + entry.by(),
                entry.note() == null ? "" : ": " + entry.note()));
  }

  private static String clean(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
