package dev.kizuki.stream;

import dev.kizuki.stream.recalibration.Effect;
import dev.kizuki.stream.recalibration.IncidentEffect;
import dev.kizuki.stream.recalibration.Objection;
import dev.kizuki.stream.recalibration.RecalibrationReport;
import dev.kizuki.stream.recalibration.RefitReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The result of a recalibration as text. */
final class RecalibrationText {
  /** The most incidents of one list. */
  private static final int SHOWN = 20;

  private final List<String> lines = new ArrayList<>();

  private RecalibrationText() {}

  /** Returns lines for people, each with an end of line. */
  static String of(RecalibrationReport report, Path out) {
    RecalibrationText text = new RecalibrationText();
    text.addImages(report);
    Effect effect = report.effect();
    if (report.refit() != null) {
      text.addRefit(report.refit());
    }
    if (effect != null) {
      text.addThreshold(report);
      text.addEffect(effect, report.silencingRate());
    }
    text.addObjections(report);
    text.addEnd(report, out);
    return String.join("\n", text.lines) + "\n";
  }

  private void addImages(RecalibrationReport report) {
    lines.add(
        "model         %s %s, sha256 %s"
            .formatted(report.from().name(), report.from().version(), report.from().sha256()));
    lines.add(
        "time          %s to %s, devices %s"
            .formatted(report.begin(), report.end(), report.devices()));
    if (report.incomplete() != null) {
      lines.add("              NOT COMPLETE: %s".formatted(report.incomplete()));
    }
    lines.add(
        "images        %d read; %d calibrate, %d of them from incidents that were judged false"
            .formatted(report.read(), report.images(), report.judgedFalseImages()));
    lines.add(
        ("left out      %d judged real, %d undecided, %d of faulty cameras or drift, %d repetitions,"
                + " %d rejected")
            .formatted(
                report.judgedReal(),
                report.undecided(),
                report.trouble(),
                report.repeated(),
                report.rejected()));
  }

  private void addRefit(RefitReport refit) {
    lines.add(
        "refit         %d other images fit the mean of %d values; it has moved by %.4g"
            .formatted(refit.images(), refit.dimensions(), refit.shift()));
    lines.add(
        refit.whitening()
            ? "              they fit the whitening, too: the mean variance was %.3g"
                .formatted(refit.variance())
            : "              the whitening stays: it needs %d images that fit, about %d normal images in all"
                .formatted(refit.imagesForWhitening(), 2 * refit.imagesForWhitening()));
    lines.add("              limits that devices have learned begin anew with the new file");
  }

  private void addThreshold(RecalibrationReport report) {
    lines.add(
        "threshold     %.6g -> %.6g, false-alarm rate %.3g (95 %%: between %.2g and %.2g)"
            .formatted(
                report.before(),
                report.after(),
                report.falseAlarmRate(),
                report.lowestRate(),
                report.highestRate()));
    if (report.undecided() > 0) {
      lines.add(
          "              at most %.2g if every undecided image is a false alarm"
              .formatted(report.rateIfUndecidedAreFalse()));
    }
  }

  private void addEffect(Effect effect, @Nullable Double silencingRate) {
    lines.add(
        "alerts a day  %.1f -> %.1f"
            .formatted(effect.alertsPerDayBefore(), effect.alertsPerDayAfter()));
    lines.add(
        "incidents     %d -> %d".formatted(effect.incidentsBefore(), effect.incidentsAfter()));
    addIncidents("would not have been raised", effect.notRaised());
    addIncidents("JUDGED REAL AND MISSED", effect.missed());
    addIncidents("judged false and still raised", effect.stillRaised());
    if (silencingRate != null) {
      lines.add("  --false-alarm-rate %s raises none of them".formatted(silencingRate));
    }
    addIncidents("judged real, and no image of it is left to check", effect.unknown());
  }

  private void addIncidents(String title, List<IncidentEffect> incidents) {
    if (incidents.isEmpty()) {
      return;
    }
    lines.add("%s: %d".formatted(title, incidents.size()));
    for (IncidentEffect incident : incidents.subList(0, Math.min(SHOWN, incidents.size()))) {
      lines.add(
          "  %s  %s  %s  %s%s"
              .formatted(
                  incident.id(),
                  incident.device(),
                  incident.firstSeen(),
                  incident.verdict() == null
                      ? "not judged"
                      : "judged %s by %s"
                          .formatted(
                              incident.verdict().name().toLowerCase(Locale.ROOT), incident.by()),
                  incident.peak() == null ? "" : "  distance %.4g".formatted(incident.peak())));
    }
    if (incidents.size() > SHOWN) {
      lines.add("  and %d more; --json lists all".formatted(incidents.size() - SHOWN));
    }
  }

  private void addObjections(RecalibrationReport report) {
    for (Objection objection : report.objections()) {
      lines.add("OBJECTION     %s".formatted(objection.text()));
    }
  }

  private void addEnd(RecalibrationReport report, Path out) {
    if (report.written() != null) {
      lines.add(
          "wrote         %s: %s %s, sha256 %s%s"
              .formatted(
                  out,
                  report.written().name(),
                  report.written().version(),
                  report.written().sha256(),
                  report.objections().isEmpty() ? "" : ", in spite of the objections"));
      return;
    }
    boolean forceable =
        report.objections().stream().allMatch(objection -> objection.kind().isForceable());
    lines.add(
        "REFUSED       no file was written%s"
            .formatted(forceable ? "; --force writes it in spite of the objections" : ""));
  }
}
