package dev.kizuki.stream;

import dev.kizuki.stream.event.ImageEvent.ModelReference;
import dev.kizuki.stream.event.ModelEvent;
import dev.kizuki.stream.incident.ServiceStatus.ModelStatus;
import dev.kizuki.stream.incident.ServiceStatus.ShadowStatus;
import dev.kizuki.stream.models.ModelChange;
import dev.kizuki.stream.status.ModelSum;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Models, shadows and their changes as text for a terminal. */
final class ModelText {
  private static final int DIGITS = 12;

  private ModelText() {}

  /** One line for the model, and one more for each of its refused content and its shadow. */
  static String of(ModelSum sum) {
    ModelStatus model = sum.model();
    StringBuilder text = new StringBuilder();
    text.append(
        "%s  %s  devices %s  promised %s  measured %s"
            .formatted(
                Objects.toString(model.file(), "-"),
                title(model.name(), model.version(), model.sha256()),
                model.devices(),
                percent(model.falseAlarmRate()),
                measured(sum)));
    if (!model.passedSelfTest()) {
      text.append("  SELF-TEST FAILED");
    }
    if (model.returned() != null) {
      text.append("\n  the file holds a refused content, so the previous model serves: ")
          .append(model.returned());
    }
    if (model.shadow() != null) {
      text.append("\n  ").append(of(model.shadow()));
    }
    return text.toString();
  }

  private static String measured(ModelSum sum) {
    if (sum.measured() == null || sum.low() == null || sum.high() == null) {
      return "- (no images yet)";
    }
    return "%s [%s, %s] (%d of %d images)"
        .formatted(
            percent(sum.measured()),
            percent(sum.low()),
            percent(sum.high()),
            sum.model().anomalous(),
            sum.model().scored());
  }

  private static String of(ShadowStatus shadow) {
    String counts =
        "anomalous for both %d, only the model %d, only the shadow %d, of %d images"
            .formatted(shadow.both(), shadow.onlyModel(), shadow.onlyShadow(), shadow.scored());
    if (shadow.sha256() == null) {
      return "shadow %s does not score: %s".formatted(shadow.file(), shadow.problem());
    }
    return "shadow %s  %s  promised %s  %s%s%s"
        .formatted(
            shadow.file(),
            title(
                Objects.toString(shadow.name(), "-"),
                Objects.toString(shadow.version(), "-"),
                shadow.sha256()),
            shadow.falseAlarmRate() == null ? "-" : percent(shadow.falseAlarmRate()),
            counts,
            shadow.unscored() > 0 ? ", scored by one only %d".formatted(shadow.unscored()) : "",
            shadow.problem() == null ? "" : "  it fails: " + shadow.problem());
  }

  /** One line for a change that a command has made. */
  static String of(ModelChange change) {
    return "%s: %s -> %s: %s"
        .formatted(change.file(), title(change.before()), title(change.after()), change.reason());
  }

  /** One line for an event. */
  static String of(ModelEvent event) {
    return "%s  %-14s  %s  %s -> %s  by %s: %s"
        .formatted(
            event.time(),
            event.type().substring(event.type().lastIndexOf('.') + 1),
            event.subject(),
            title(event.data().before()),
            title(event.data().after()),
            event.data().by(),
            event.data().reason());
  }

  private static String title(@Nullable ModelReference model) {
    return model == null ? "none" : title(model.name(), model.version(), model.sha256());
  }

  private static String title(String name, String version, String sha256) {
    return "%s %s (%s)"
        .formatted(name, version, sha256.substring(0, Math.min(DIGITS, sha256.length())));
  }

  private static String percent(double share) {
    return "%.3g %%".formatted(share * 100);
  }
}
